"""The "hello" network: four characters in, four predictions out, and every number between."""

import numpy as np

from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural, short, table, unroll, vector

_STEP = 102


def hello_network(model, text="hello", *, alphabet=None, weights=True):
    """Draw an RNN that predicts the next character, unrolled, with all its numbers.

    Parameters
    ----------
    model : RNN
        Anything with ``unroll(X)``, which returns a dict with "h" (T, H) and "y" (T, O), and
        with the weights ``W_xh``, ``W_hh``, ``b_h``, ``W_hy``, ``b_y``.
    text : str
        What it reads: all but the last character in, all but the first expected.
    alphabet : str, optional
        The characters in the order of inputs and outputs; by default as they appear in the text.
    weights : bool
        Whether the matrices stand below.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the model does not have an input and an output for each character.

    Examples
    --------
    ::

        hello_network(RNN(4, 3, 4), "hello")
    """
    alphabet = alphabet or "".join(dict.fromkeys(text))
    D, O = len(alphabet), len(alphabet)  # noqa: E741
    if len(text) < 2 or set(text) - set(alphabet):
        raise ValueError(f"text needs two characters or more from {alphabet!r}; got {text!r}")
    if (len(model.W_xh), np.shape(model.W_hy)[1]) != (D, O):
        got = len(model.W_xh), np.shape(model.W_hy)[1]
        raise ValueError(f"model needs {D} inputs and {O} outputs; got {got}")
    X = np.eye(D)[[alphabet.index(c) for c in text[:-1]]]  # (T, D)
    trace = model.unroll(X)
    odds = np.exp(trace["y"] - trace["y"].max(axis=-1, keepdims=True))
    d = Drawing(f"“{text}” through {plural(len(model.b_h), 'hidden unit')}, number by number")
    d.data = {"text": text, "alphabet": alphabet, "inputs": X, "hidden": trace["h"]}
    d.data |= {"outputs": trace["y"], "probabilities": odds / odds.sum(axis=-1, keepdims=True)}
    names = ("W_xh", "W_hh", "b_h", "W_hy", "b_y")
    d.data |= {name: np.asarray(getattr(model, name)) for name in names}
    for t, x in unroll(len(text) - 1, _STEP):
        _step(d, t, x)
    if weights:
        _weights(d, D * 7.8 + 48)
    return d


def _step(d, t, x):
    """Draw one character: its one-hot code, the hidden state, the outputs and the target."""
    data, D, H = d.data, len(d.data["alphabet"]), len(d.data["b_h"])
    tall, middle = D * 15.6 + 16, H * 15.6 + 16
    read, target = data["text"][t - 1], data["text"][t]
    place = data["alphabet"].index(target)
    hidden_y = -tall / 2 - 44 - middle / 2
    output_y = hidden_y - middle / 2 - 44 - tall / 2
    bits = "\n".join(f"{int(v)}" for v in data["inputs"][t - 1])
    d.node(f"x_{t}", x, 0, bits, "input", w=40, h=tall, size=12)
    d.parts[f"x_{t}"].value = f"“{read}”, its one-hot code"
    d.parts[f"x_{t}"].says = f"x_{t}"
    vector(d, f"h_{t}", x, hidden_y, data["hidden"][t - 1], "hidden")
    vector(d, f"ŷ_{t}", x, output_y, data["outputs"][t - 1], "output", w=62)
    d.text(x, tall / 2 + 16, f"“{read}”", size=15, name=f"read {t}", says="")
    chance = short(data["probabilities"][t - 1, place])
    d.text(x, output_y - tall / 2 - 18, f"“{target}” {chance}", size=14, bold=True,
           says=f"step {t}: “{target}” with probability {chance}")  # fmt: skip
    first = t == 1
    d.edge(f"x_{t}", f"h_{t}", "W_xh" if first else None, "input", side=1)
    d.edge(f"h_{t}", f"ŷ_{t}", "W_hy" if first else None, "output", side=1)
    if not first:
        d.edge(f"h_{t - 1}", f"h_{t}", "W_hh" if t == 2 else None, "hidden", side=1)


def _weights(d, top):
    """Write every parameter below the network, and their number."""
    data, top = d.data, top + 26
    right, low = table(d, "W_xh", -24, top, data["W_xh"], "W_xh")
    _, low_hh = table(d, "W_hh", right + 40, top, data["W_hh"], "W_hh")
    top = max(low, low_hh) + 28
    right, low = table(d, "W_hy", -24, top, data["W_hy"], "W_hy")
    _, low_bh = table(d, "b_h", right + 40, top, data["b_h"], "b_h")
    _, low_by = table(d, "b_y", -24, low + 28, data["b_y"], "b_y")
    counts = [data[name].size for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y")]
    total = f"{' + '.join(map(str, counts))} = {sum(counts)} parameters"
    d.text(-30, max(low_by, low_bh) + 26, total, size=14, anchor="start", bold=True)
