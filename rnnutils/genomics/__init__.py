"""Genomes as input: DNA with binding sites, and samples of many genomes.

The rooms, in the order they build on each other. For binding sites: ``dna`` (letters, strands,
background), ``motifs`` (what a protein binds), ``shuffles`` and ``sites`` (the task), ``kmers``
(words), ``fasta`` (a reader's own file), ``logo`` (the picture of a motif), ``saliency`` (what a
network looks at), ``networks`` (those of the chapter).

For recombination: ``simulation`` (genealogies, mutations, and a series of them), ``genotypes``
(the matrix: packed, padded, ordered), ``linkage`` (what two sites say about the crossovers
between them), ``statistics`` (what a sample says without a network), ``rates`` (targets and
networks) and ``shipped`` (the simulations, and a network trained on them). The table of training
runs stands with the others in the room ``records``.
"""

from rnnutils.genomics.dna import (
    LETTERS,
    background,
    count_pairs,
    decode,
    encode,
    human_pairs,
    reverse_complement,
)
from rnnutils.genomics.fasta import read_fasta
from rnnutils.genomics.genotypes import order_haplotypes, pack, pad, signs, unpack
from rnnutils.genomics.kmers import count_kmers, kmers
from rnnutils.genomics.linkage import (
    EDGES,
    gametes,
    informative,
    linkage_rows,
    neighbour_rows,
    pair_table,
    r_squared,
)
from rnnutils.genomics.logo import information_heights, plot_logo
from rnnutils.genomics.motifs import Motif, ctcf
from rnnutils.genomics.networks import network, predict, train
from rnnutils.genomics.rates import (
    LogScale,
    predict_rates,
    r2_score,
    rate_network,
    train_rates,
    two_input_network,
)
from rnnutils.genomics.saliency import found_motif, importance, mutate, mutation_effects
from rnnutils.genomics.shipped import linkage_reader, simulated_genomes
from rnnutils.genomics.shuffles import shuffle_letters, shuffle_pairs
from rnnutils.genomics.simulation import (
    LENGTH,
    POPULATION,
    Sample,
    draw,
    read_trees,
    simulate_many,
    simulate_trees,
)
from rnnutils.genomics.sites import (
    binding_task,
    count_gc,
    match_composition,
    plant,
)
from rnnutils.genomics.statistics import NAMES, fewest_crossovers, summarise, watterson
from rnnutils.records import recombination_race

__all__ = [
    # binding sites
    "LETTERS", "encode", "decode", "reverse_complement", "count_pairs", "human_pairs", "background",
    "Motif", "ctcf", "shuffle_letters", "shuffle_pairs", "plant", "binding_task", "count_gc",
    "match_composition", "kmers", "count_kmers", "read_fasta", "plot_logo", "information_heights",
    "mutate", "mutation_effects", "importance", "found_motif", "network", "train", "predict",
    # simulation
    "POPULATION", "LENGTH", "Sample", "simulate_trees", "read_trees", "draw", "simulate_many",
    # genotypes
    "pack", "unpack", "pad", "signs", "order_haplotypes",
    # linkage
    "EDGES", "gametes", "r_squared", "informative", "pair_table", "neighbour_rows",
    "linkage_rows",
    # statistics
    "NAMES", "watterson", "fewest_crossovers", "summarise",
    # rates
    "LogScale", "r2_score", "two_input_network", "rate_network", "train_rates", "predict_rates",
    # shipped
    "simulated_genomes", "linkage_reader",
    # records
    "recombination_race",
]  # fmt: skip
