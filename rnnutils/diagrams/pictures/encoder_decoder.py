"""An encoder reads a sequence into one vector; a decoder writes another sequence from it."""

from rnnutils.arrays import at_least, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural, unroll

READS = ("truth", "itself")
_STEP = 58  # from one time step to the next
_ROW = 88  # from inputs up to states, from there up to outputs
_BRIDGE = 78  # from the last state of the encoder to the first of the decoder


def encoder_decoder(source=3, target=3, *, reads="truth"):
    """Draw how a sequence goes into a vector, and another one comes out of it.

    Parameters
    ----------
    source, target : int, or sequence of str
        How many steps either side has, or what they are. The target ends with its end symbol,
        and the decoder begins with the start symbol. With a source of 0 steps there is no
        encoder: one input, such as an image, makes the first state.
    reads : {"truth", "itself"}
        What the decoder reads: the right symbols, as in training, or what it wrote, as in use.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> encoder_decoder("ab", ["b", "a", "end"]).data
    {'source': ['a', 'b'], 'target': ['b', 'a', 'end'], 'reads': 'truth'}
    """
    one_of(reads, READS, "reads")
    (S, heard), (T, said) = _steps(source, 0, "source"), _steps(target, 1, "target")
    kinds = f"from {plural(S, 'step')} to {T}" if S else f"from one input to {plural(T, 'step')}"
    how = "reads the true target" if reads == "truth" else "reads what it wrote"
    d = Drawing(f"Encoder and decoder, {kinds}: the decoder {how}" if S else
                f"A decoder, {kinds}, {how}")  # fmt: skip
    d.data = {"source": heard, "target": said, "reads": reads}
    bridge = _encoder(d, S, heard) if S else d.node("x", 0, -_ROW, "x", "input")
    start = max(S - 1, 0) * _STEP + _BRIDGE
    _decoder(d, T, said, start, reads)
    d.edge(bridge, "s_1", role="hidden" if S else "input", state="lit" if S else "")
    if S:
        d.text(start - _BRIDGE / 2, -_ROW - 40, f"h_{S}", size=16, says=f"h_{S} is all there is")
        top = -2 * _ROW - 48
        for t, x in unroll(T, _STEP):
            corners = [(start - _BRIDGE, top), (start + x, top)]
            d.edge(bridge, f"ŷ_{t}", role="hidden", via=corners, thickness=1.2)
        d.frame([f"h_{j}" for j in range(1, S + 1)], name="encoder", pad=8)
        d.text((S - 1) * _STEP / 2, 40, "encoder", size=14)
        d.text(start + (T - 1) * _STEP / 2, 40, "decoder", size=14)
    d.frame([f"s_{t}" for t in range(1, T + 1)], name="decoder", pad=8)
    return d


def _steps(given, least, name):
    """Return how many steps there are, and their symbols or None."""
    if isinstance(given, int):
        return at_least(given, least, name), None
    return at_least(len(given), least, name), list(given)


def _encoder(d, S, heard):
    """Draw the encoder; return the name of its last state."""
    for j, x in unroll(S, _STEP):
        value = heard[j - 1] if heard else None
        d.node(f"x_{j}", x, 0, f"x_{j}", "input", w=44, h=44, value=value, size=16)
        state = "lit" if j == S else ""
        d.node(f"h_{j}", x, -_ROW, f"h_{j}", "hidden", state=state, size=16)
        d.edge(f"x_{j}", f"h_{j}", role="input")
        if j > 1:
            d.edge(f"h_{j - 1}", f"h_{j}", role="hidden")
    return f"h_{S}"


def _decoder(d, T, said, left, reads):
    for t, x in unroll(T, _STEP):
        before = ["start", *said][t - 1] if said else None
        d.node(f"y_{t - 1}", left + x, 0, f"y_{t - 1}", "input", w=44, h=44, value=before, size=16)
        d.node(f"s_{t}", left + x, -_ROW, f"s_{t}", "hidden", size=16)
        value = said[t - 1] if said else None
        d.node(f"ŷ_{t}", left + x, -2 * _ROW, f"ŷ_{t}", "output", w=46, h=46, value=value, size=16)
        d.edge(f"y_{t - 1}", f"s_{t}", role="input")
        d.edge(f"s_{t}", f"ŷ_{t}", role="output")
        if t > 1:
            d.edge(f"s_{t - 1}", f"s_{t}", role="hidden")
            if reads == "itself":
                side = left + x - _STEP / 2 - 2  # short of the tips between the states
                corners = [(side, -2 * _ROW), (side, 0)]
                d.edge(f"ŷ_{t - 1}", f"y_{t - 1}", role="output", via=corners)
