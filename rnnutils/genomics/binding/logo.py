"""The picture of a motif: letters as high as what they tell."""

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from rnnutils.arrays import expect
from rnnutils.figures.style import axes, colour
from rnnutils.genomics.binding.dna import LETTERS

# Told apart by shape, being letters; the hues are those of the course.
_ROLES = {"A": "hidden", "C": "input", "G": "error", "T": "output"}


def plot_logo(heights, *, ylabel="bits", ax=None):
    """Draw a stack of letters for each place, the highest on top; negative ones hang down.

    Parameters
    ----------
    heights : array of shape (L, 4)
        For A, C, G and T: shares times information for a motif, contributions for a network.
    ylabel : str
        Quantity and unit.
    ax : Axes, optional
        Where to draw; a new one if omitted.

    Returns
    -------
    Axes

    References
    ----------
    Schneider T. D., Stephens R. M. (1990) Sequence logos: a new way to display consensus
    sequences. Nucleic Acids Research 18. https://doi.org/10.1093/nar/18.20.6097

    Examples
    --------
    >>> ax = plot_logo(information_heights([[1, 0, 0, 0], [0.5, 0, 0.5, 0]]))
    """
    heights = expect(heights, "heights", ("L", 4), dtype=float)
    ax = axes(ax, (6.4, 1.9))
    bold = FontProperties(family="DejaVu Sans", weight="bold")
    glyphs = {letter: TextPath((0, 0), letter, size=1, prop=bold) for letter in LETTERS}
    for place, stack in enumerate(heights, start=1):
        for up in (False, True):
            floor = 0.0
            for k in np.argsort(np.abs(stack), kind="stable"):
                if stack[k] and (stack[k] > 0) == up:
                    _letter(ax, glyphs, LETTERS[k], place, floor, stack[k])
                    floor += stack[k]
    low = np.minimum(heights, 0).sum(axis=1).min()
    high = np.maximum(heights, 0).sum(axis=1).max()
    ax.set(xlim=(0.4, len(heights) + 0.6), ylim=(1.05 * low, 1.05 * high or 1))
    ax.set_xticks(range(1, len(heights) + 1, 2 if len(heights) > 10 else 1))
    ax.axhline(0, color=colour("neutral"), linewidth=0.8)
    ax.set_ylabel(ylabel)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def information_heights(probabilities):
    """Return how high the letters of a motif stand (L, 4): shares times the bits of the place.

    Parameters
    ----------
    probabilities : array of shape (L, 4)
        Each row sums to 1.

    Returns
    -------
    ndarray of shape (L, 4)
        Bits.

    Examples
    --------
    >>> information_heights([[1, 0, 0, 0], [0.5, 0, 0.5, 0]]).tolist()
    [[2.0, 0.0, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0]]
    """
    p = expect(probabilities, "probabilities", ("L", 4), dtype=float)
    if (p < 0).any() or not np.allclose(p.sum(axis=1), 1):
        raise ValueError(f"probabilities needs shares that sum to 1 in each row; got {p.tolist()}")
    entropy = -(p * np.log2(p, where=p > 0, out=np.zeros_like(p))).sum(axis=1, keepdims=True)
    return p * (2 - entropy)


def _letter(ax, glyphs, letter, place, floor, height):
    """Put one letter into the box from ``floor`` to ``floor + height``, however flat."""
    box = glyphs[letter].get_extents()
    fit = (
        Affine2D()
        .translate(-box.x0, -box.y0)
        .scale(0.92 / box.width, height / box.height)
        .translate(place - 0.46, floor)
    )
    shape = PathPatch(glyphs[letter], color=colour(_ROLES[letter]), linewidth=0, gid=letter)
    shape.set_transform(fit + ax.transData)
    ax.add_patch(shape)
