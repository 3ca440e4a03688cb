"""Attention: a decoder that looks back at all states of an encoder."""

import numpy as np

from rnnutils.arrays import at_least, expect
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural, short
from rnnutils.nn.activations import softmax

_STEP = 82  # from one encoder state to the next
_ROW = 84  # from one layer up to the next


def attention(H=3, s=None, *, scores=None, words=None):
    r"""Draw one look of a decoder: scores, weights, and the weighted mean of encoder states.

    Parameters
    ----------
    H : int, or ndarray of shape (S, units)
        How many encoder states, or the states themselves, a row to each.
    s : ndarray, optional
        The state of the decoder that asks, if the states are given.
    scores : ndarray of shape (S,), optional
        How well each state answers; the dot products :math:`h_j^\top s_t` if omitted.
    words : sequence of S str, optional
        What the encoder has read; they stand under its states.

    Returns
    -------
    Drawing
        Its ``data`` holds scores, weights and context, or None where there are only letters.

    References
    ----------
    Bahdanau D., Cho K., Bengio Y. (2015) Neural machine translation by jointly learning to align
    and translate. ICLR, section 3.1. https://arxiv.org/abs/1409.0473

    Examples
    --------
    >>> d = attention(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, 2.0]))
    >>> d.data["scores"], d.data["weights"], d.data["context"]
    ([2.0, 2.0], [0.5, 0.5], [0.5, 0.5])
    """
    S, numbers = (len(H), True) if np.ndim(H) else (at_least(H, 1, "H"), False)
    if words is not None and len(words) != S:
        raise ValueError(f"words needs one to each of {plural(S, 'state')}; got {len(words)}")
    H, s, e, a, context = _look(H, s, scores) if numbers else ([None] * S, *[None] * 4)
    d = Drawing(f"Attention: one step of the decoder looks at {plural(S, 'encoder state')}")
    d.data = {
        "scores": None if e is None else e.tolist(),
        "weights": None if a is None else a.tolist(),
        "context": None if context is None else context.tolist(),
    }
    middle, right = (S - 1) * _STEP / 2, S * _STEP + 4
    _state(d, "context", middle, -3.75 * _ROW, "h̄_t", context)
    for j in range(1, S + 1):
        x = (j - 1) * _STEP
        _state(d, f"h_{j}", x, 0, f"h_{j}", H[j - 1])
        for name, row, values in (("e", 1.3, e), ("α", 2.25, a)):
            value = None if values is None else short(values[j - 1])
            role = "gate" if name == "α" else "neutral"
            label = f"{name}_{{t{j}}}"
            d.node(f"{name}_{j}", x, -row * _ROW, label, role, w=52, h=42, shape="box", value=value)
        d.edge(f"h_{j}", f"e_{j}", role="hidden")
        d.edge(f"e_{j}", f"α_{j}", role="gate")
        thickness = 1.2 if a is None else 0.8 + 5 * a[j - 1]
        d.edge(f"α_{j}", "context", f"α_{{t{j}}} h_{j}", "gate", at=0.45, thickness=thickness)
        if j > 1:
            d.edge(f"h_{j - 1}", f"h_{j}", role="hidden")
        if words is not None:
            d.text(x, 52 if numbers else 38, words[j - 1], size=13)
    row = d.frame([f"e_{j}" for j in range(1, S + 1)], name="scores", pad=9)
    d.parts[row].says = "the scores"
    d.frame([f"α_{j}" for j in range(1, S + 1)], name="weights", pad=9)
    d.text((S - 1) * _STEP + 8, -1.8 * _ROW, "softmax", size=13, anchor="start")
    _state(d, "s_t", right, -1.3 * _ROW, "s_t", s)
    d.edge("s_t", row, role="hidden", says="asks")
    d.node("ŷ_t", right, -3.75 * _ROW, "ŷ_t", "output")
    d.edge("context", "ŷ_t", role="hidden")
    d.edge("s_t", "ŷ_t", role="hidden")
    return d


def _look(H, s, scores):
    """Return states, asking state, scores, weights and context as arrays."""
    H = expect(H, "H", ("A", "B"), dtype=float)
    if s is None and scores is None:
        raise ValueError("states H need the state s that asks, or its scores; got neither")
    s = None if s is None else expect(s, "s", ("A",), dtype=float)
    if scores is None:
        scores = H @ expect(s, "s", (H.shape[1],), dtype=float)
    e = expect(scores, "scores", (len(H),), dtype=float)
    a = softmax(e)
    return H, s, e, a, a @ H


def _state(d, name, x, y, label, values):
    """Put a state: a circle with its letter, or a rounded box with its numbers too."""
    if values is None:
        d.node(name, x, y, label, "hidden", w=46, h=40, shape="pill" if "\u0304" in label else None)
        return
    lines = [short(value) for value in values]
    height = 18.2 * (len(lines) + 1) + 12
    options = {"w": 58, "h": height, "shape": "pill", "size": 14}
    d.node(name, x, y, "\n".join([label, *lines]), "hidden", says=label, **options)
    d.parts[name].value = f"({', '.join(lines)})"  # for the description
