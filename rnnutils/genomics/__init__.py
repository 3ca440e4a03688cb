"""Genomes as input: DNA with binding sites, and samples of many genomes.

Two wings of their own: `binding` and `recombination`. Their names are reached as
``rnnutils.genomics.name``.
"""

from rnnutils.genomics.binding.dna import (
    LETTERS,
    background,
    count_pairs,
    decode,
    encode,
    human_pairs,
    reverse_complement,
)
from rnnutils.genomics.binding.fasta import read_fasta
from rnnutils.genomics.binding.kmers import count_kmers, kmers
from rnnutils.genomics.binding.logo import information_heights, plot_logo
from rnnutils.genomics.binding.motifs import Motif, ctcf
from rnnutils.genomics.binding.networks import binding_network, predict_binding, train_binding
from rnnutils.genomics.binding.saliency import found_motif, importance, mutate, mutation_effects
from rnnutils.genomics.binding.shuffles import shuffle_letters, shuffle_pairs
from rnnutils.genomics.binding.sites import binding_task, count_gc, match_composition, plant
from rnnutils.genomics.recombination.linkage import (
    EDGES,
    gametes,
    informative,
    linkage_rows,
    neighbour_rows,
    pair_table,
    r_squared,
)
from rnnutils.genomics.recombination.networks import rate_network, two_input_network
from rnnutils.genomics.recombination.rates import LogScale, predict_rates, train_rates
from rnnutils.genomics.recombination.samples import (
    Sample,
    order_haplotypes,
    pack,
    signs,
    unpack,
)
from rnnutils.genomics.recombination.shipped import linkage_reader, simulated_genomes
from rnnutils.genomics.recombination.simulation import (
    LENGTH,
    POPULATION,
    draw,
    read_trees,
    simulate_many,
    simulate_trees,
)
from rnnutils.genomics.recombination.statistics import (
    NAMES,
    fewest_crossovers,
    summarise,
    watterson,
)
from rnnutils.inputs.measured import recombination_race
from rnnutils.renamed import answer_old_names

__getattr__ = answer_old_names(
    __name__,
    {"network": "binding_network", "train": "train_binding", "predict": "predict_binding"},
)

__all__ = [
    # binding sites
    "LETTERS", "encode", "decode", "reverse_complement", "count_pairs", "human_pairs", "background",
    "Motif", "ctcf", "shuffle_letters", "shuffle_pairs", "plant", "binding_task", "count_gc",
    "match_composition", "kmers", "count_kmers", "read_fasta", "plot_logo", "information_heights",
    "mutate", "mutation_effects", "importance", "found_motif", "binding_network", "train_binding",
    "predict_binding",
    # simulation
    "POPULATION", "LENGTH", "Sample", "simulate_trees", "read_trees", "draw", "simulate_many",
    # genotypes
    "pack", "unpack", "signs", "order_haplotypes",
    # linkage
    "EDGES", "gametes", "r_squared", "informative", "pair_table", "neighbour_rows",
    "linkage_rows",
    # statistics
    "NAMES", "watterson", "fewest_crossovers", "summarise",
    # rates
    "LogScale", "two_input_network", "rate_network", "train_rates", "predict_rates",
    # shipped
    "simulated_genomes", "linkage_reader",
    # records
    "recombination_race",
]  # fmt: skip
