"""Self-attention, its heads, the blocks around it, and the Transformer they make."""

import numpy as np

from rnnutils.arrays import at_least, expect, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural, short

NORMS = ("pre", "post")
_STEP = 78  # from one time step to the next
_ROW = 76  # from one layer up to the next


def self_attention(A=3, *, words=None):
    """Draw how the last step of a sequence looks at all steps, itself included.

    Parameters
    ----------
    A : int, or ndarray of shape (T, T)
        How many steps, or the weights of a layer: the last row is drawn.
    words : sequence of T str, optional
        What the steps are; they stand under the inputs.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> self_attention(np.full((2, 2), 0.5)).data["weights"]
    [0.5, 0.5]
    """
    weights = None
    if np.ndim(A):
        weights = expect(A, "A", ("A", len(A)), dtype=float)[-1].tolist()
    T = at_least(A, 1, "A") if weights is None else len(weights)
    if words is not None and len(words) != T:
        raise ValueError(f"words needs one to each of {plural(T, 'step')}; got {len(words)}")
    d = Drawing(f"Self-attention: the last of {plural(T, 'step')} looks at all of them")
    d.data = {"time_steps": T, "weights": weights}
    d.node("y", (T - 1) * _STEP / 2, -3.1 * _ROW, f"y_{T}", "output")
    for t in range(1, T + 1):
        x = (t - 1) * _STEP
        d.node(f"x_{t}", x, 0, f"x_{t}", "input", w=46, h=36)
        value = None if weights is None else short(weights[t - 1])
        d.node(f"α_{t}", x, -1.55 * _ROW, f"α_{{{T}{t}}}", "gate", w=54, h=42, value=value)
        d.edge(f"x_{t}", f"α_{t}", f"k_{t}, v_{t}", "input", at=0.36)
        thickness = 1.2 if weights is None else 0.8 + 5 * weights[t - 1]
        d.edge(f"α_{t}", "y", role="gate", thickness=thickness)
        if words is not None:
            d.text(x, 32, words[t - 1], size=13)
    row = d.frame([f"α_{t}" for t in range(1, T + 1)], name="row", pad=11)
    beside = (T - 1) * _STEP - 12, -2.3 * _ROW
    d.text(*beside, "softmax(q^{⊤} k / √d)", size=13, anchor="start")
    corner = (T - 1) * _STEP + 66
    d.edge(f"x_{T}", row, f"q_{T}", "input", via=[(corner, 0), (corner, -1.55 * _ROW)], at=0.55)
    return d


def multi_head(heads=2):
    """Draw attention with several heads: each compares in its own way, then all are mixed.

    Parameters
    ----------
    heads : int
        How many heads are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> multi_head(2).title
    'Attention with 2 heads'
    """
    heads = at_least(heads, 1, "heads")
    d = Drawing(f"Attention with {plural(heads, 'head')}")
    d.data = {"heads": heads}
    middle = (heads - 1) * 112 / 2
    d.node("X", middle, 0, "X", "input", w=72, h=36)
    d.node("W_o", middle, -4.4 * _ROW, "side by side, times W_o", "hidden", shape="pill", size=14)
    d.node("Y", middle, -5.3 * _ROW, "Y", "output", w=72, h=36)
    for i in range(1, heads + 1):
        x = (i - 1) * 112
        d.node(f"QKV {i}", x, -1.1 * _ROW, f"Q_{i}, K_{i}, V_{i}", "hidden", shape="pill", size=14)
        d.node(f"A_{i}", x, -2.15 * _ROW, f"A_{i}", "gate", w=100, h=46, value="softmax")
        d.node(f"Z_{i}", x, -3.2 * _ROW, f"Z_{i} = A_{i} V_{i}", "hidden", shape="pill", size=14)
        d.edge("X", f"QKV {i}", role="input")
        d.edge(f"QKV {i}", f"A_{i}", role="hidden")
        d.edge(f"A_{i}", f"Z_{i}", role="gate")
        d.edge(f"Z_{i}", "W_o", role="hidden")
    d.edge("W_o", "Y", role="output")
    return d


def transformer_block(norm="pre", *, causal=False):
    """Draw a block: attention, then a feed-forward network, each with norm and shortcut.

    Parameters
    ----------
    norm : {"pre", "post"}
        Whether the norm stands before each part, as mostly today, or after the sum, as in 2017.
    causal : bool
        Whether a step may look at itself and the past only.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> transformer_block("post").title
    'A Transformer block with the norm after'
    """
    one_of(norm, NORMS, "norm")
    d = Drawing(f"A Transformer block with the norm {'before' if norm == 'pre' else 'after'}")
    d.data = {"norm": norm, "causal": causal}
    look = "causal self-attention" if causal else "self-attention"
    d.node("X", 0, 0, "X", "input", w=72, h=36)
    below, height = "X", 0
    for name, label, role in [("attention", look, "gate"), ("network", "feed-forward", "hidden")]:
        inner = [(name, label, role), (f"norm {name}", "norm", "neutral")]
        height, start = height - 26, below
        for part, text, colour in reversed(inner) if norm == "pre" else inner[:1]:
            height -= 44
            shape = "pill" if colour == "hidden" else None
            d.node(part, 0, height, text, colour, w=164, h=34, size=14, shape=shape)
            d.edge(below, part, role="hidden" if below != "X" else "input")
            below, height = part, height - 8
        height -= 50
        d.node(f"sum {name}", 0, height, "+", w=34, shape="circle", h=34, says="sum")
        d.edge(below, f"sum {name}", role="hidden")
        bottom = d.parts[start].y - d.parts[start].h / 2 - 14
        side = [(0, bottom), (112, bottom), (112, height)]
        d.edge(side[0], f"sum {name}", role="hidden", via=side[1:], says=f"shortcut around {label}")
        below = f"sum {name}"
        if norm == "post":
            height -= 52
            below = d.node(f"norm {name}", 0, height, "norm", w=164, h=34, size=14)
            d.edge(f"sum {name}", below, role="hidden")
    d.node("Y", 0, height - 62, "Y", "output", w=72, h=36)
    d.edge(below, "Y", role="output")
    return d


def transformer(blocks=1):
    """Draw the whole: an encoder that reads, and a decoder that writes the next symbol.

    Parameters
    ----------
    blocks : int
        How many blocks stand on each other on either side.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> transformer(blocks=2).title
    'A Transformer that translates: encoder and decoder'
    """
    blocks = at_least(blocks, 1, "blocks")
    d = Drawing("A Transformer that translates: encoder and decoder")
    d.data = {"blocks": blocks}
    texts = {0: ("source", "target so far"), 1: ("embedding + position",) * 2}
    left, right = 0, 190
    for row, labels in texts.items():
        for side, x, label in zip(("encoder", "decoder"), (left, right), labels, strict=True):
            d.node(f"{side} {row}", x, -62 * row, label, "input", w=162, h=36, size=14)
            if row:
                d.edge(f"{side} 0", f"{side} 1", role="input")
    names = {
        "encoder": ["self-attention", "feed-forward"],
        "decoder": ["causal self-attention", "look at the memory", "feed-forward"],
    }
    for side, x in (("encoder", left), ("decoder", right)):
        below, parts = f"{side} 1", names[side]
        for row, part in enumerate(parts, start=2):
            role = "hidden" if part == "feed-forward" else "gate"
            shape = "pill" if role == "hidden" else None
            place = x, -62 * row - 20
            name = d.node(f"{side} {part}", *place, part, role, w=162, h=36, size=14, shape=shape)
            d.edge(below, name, role="hidden" if row > 2 else "input")
            below = name
    d.edge("encoder feed-forward", "decoder look at the memory", "M", "hidden", side=1)
    d.node("next", right, -62 * 5 - 34, "next symbols", "output", w=162, h=40, size=14)
    d.edge("decoder feed-forward", "next", role="output")
    for side in names:
        times = "" if blocks == 1 else f" × {blocks}"
        d.frame([f"{side} {part}" for part in names[side]], side + times, pad=10)
    return d
