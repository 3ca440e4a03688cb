"""The simulations and the trained network that ship with the package."""

import numpy as np

from rnnutils.arrays import one_of
from rnnutils.genomics.recombination.networks import rate_network
from rnnutils.genomics.recombination.samples import unpack
from rnnutils.inputs.datasets import verified

PARTS = {"train": (0, 10_800), "validation": (10_800, 12_000), "test": (12_000, 14_000)}


def simulated_genomes(part="train"):
    """Return shipped simulations: 20 haplotypes of 20,000 base pairs, with their rates.

    Parameters
    ----------
    part : {"train", "validation", "test"}
        The first 10,800 of the series, the next 1,200, the last 2,000.

    Returns
    -------
    list of Sample

    Raises
    ------
    ValueError
        If there is no such part, or the file is not the one the course was proved with.

    Notes
    -----
    ``tools/data/simulations.py`` makes the file again.

    Examples
    --------
    >>> sample = simulated_genomes("test")[0]
    >>> sample.genotypes.shape[1], len(sample.positions) == len(sample.genotypes)
    (20, True)
    """
    one_of(part, PARTS, "part")
    with np.load(verified("simulations.npz")) as arrays:
        return unpack(dict(arrays))[slice(*PARTS[part])]


def linkage_reader():
    """Return the trained network that reads rows of `linkage_rows`, seed 0 of ``long``.

    Returns
    -------
    keras.Model
        Its predictions are targets of a `LogScale` of the training rates.

    Notes
    -----
    ``tools/runs/recombination.py`` trains it and writes its weights, in half precision.

    Examples
    --------
    ::

        reader = linkage_reader()
        rates = scale.invert(predict_rates(reader, map(linkage_rows, samples)))
    """
    with np.load(verified("recombination_gru.npz")) as arrays:
        weights = [arrays[f"w{k}"].astype(np.float32) for k in range(len(arrays))]
    features, blocks = weights[0].shape
    model = rate_network(features, blocks // 3)
    model.set_weights(weights)
    return model
