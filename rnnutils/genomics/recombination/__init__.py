"""Samples of many genomes, and the rate at which they recombine.

`samples` (genotypes: packed, padded, ordered), `simulation` (genealogies, mutations, and a series
of them), `linkage` (what two sites say about the crossovers between them), `statistics` (what a
sample says without a network), `rates` (targets), `networks`, `shipped` (the simulations, and a
network trained on them).
"""
