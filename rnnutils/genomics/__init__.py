"""Genomes as sequences: population genetics, simulated, for the chapter on recombination.

The rooms, in the order they build on each other: ``simulation`` (genealogies, mutations, and a
series of them), ``genotypes`` (the matrix: packed, padded, ordered), ``linkage`` (what two sites
say about the crossovers between them), ``statistics`` (what a sample says without a network),
``rates`` (targets and networks) and ``shipped`` (simulations and training runs of the package).
"""

from rnnutils.genomics.genotypes import order_haplotypes, pack, pad, signs, unpack
from rnnutils.genomics.linkage import (
    EDGES,
    gametes,
    informative,
    linkage_rows,
    neighbour_rows,
    pair_table,
    r_squared,
)
from rnnutils.genomics.rates import (
    LogScale,
    predict_rates,
    r2_score,
    rate_network,
    train_rates,
    two_input_network,
)
from rnnutils.genomics.shipped import linkage_reader, recombination_race, simulated_genomes
from rnnutils.genomics.simulation import (
    LENGTH,
    POPULATION,
    Sample,
    draw,
    read_trees,
    simulate_many,
    simulate_trees,
)
from rnnutils.genomics.statistics import NAMES, fewest_crossovers, summarise, watterson

__all__ = [
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
    "simulated_genomes", "recombination_race", "linkage_reader",
]  # fmt: skip
