"""A linear recurrence as a chain of steps, and as a scan whose joins need not wait."""

from rnnutils.arrays import at_least, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural

KINDS = ("loop", "doubling", "tree")
_STEP = 42  # from one time step to the next
_MOST = 9  # time steps


def scan(kind="doubling", *, time_steps=8):
    """Draw which steps are joined with which, round by round, until every state is there.

    Blue is the map of one step, grey the map of several steps, green a state: a map that reaches
    back to the first step. Joins of one round stand side by side and could be made at once.

    Parameters
    ----------
    kind : {"loop", "doubling", "tree"}
        As in `scan_loop`, `scan_doubling` and `scan_tree`.
    time_steps : int
        From 2 to 9.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> [scan(kind).data["rounds"] for kind in ("loop", "doubling", "tree")]
    [7, 3, 5]
    """
    one_of(kind, KINDS, "kind")
    T = at_least(time_steps, 2, "time_steps")
    if T > _MOST:
        raise ValueError(f"time_steps needs {_MOST} at most, as a page is not wider; got {T}")
    rounds = {"loop": _loop, "doubling": _doubling, "tree": _tree}[kind](T)
    joins = sum(map(len, rounds))
    how = {"loop": "one after the other", "doubling": "by doubling", "tree": "as a tree"}[kind]
    waits = f"{plural(len(rounds), 'round')}, {plural(joins, 'join')}"
    d = Drawing(f"A linear recurrence over {plural(T, 'step')}, {how}: {waits}")
    d.data = {"kind": kind, "time_steps": T, "rounds": len(rounds), "joins": joins}
    latest = [
        d.node(f"map {t + 1}", _STEP * t, 0, str(t + 1), "input", w=32, h=28) for t in range(T)
    ]
    first, y = list(range(T)), 0  # where what a column holds begins
    for number, pairs in enumerate(rounds, start=1):
        above, before, began = y, list(latest), list(first)
        y += max(50, 26 * max(t - earlier for t, earlier in pairs))  # so that arrows pass boxes
        for t, earlier in pairs:
            first[t], place = began[earlier], (_STEP * t, y)
            latest[t] = name = f"round {number} step {t + 1}"
            if first[t] == 0:
                d.node(name, *place, f"h_{t + 1}", "hidden", w=32, h=32, size=13)
            else:
                d.node(name, *place, f"{first[t] + 1}–{t + 1}", w=34, h=26, size=12)
            waited = d.parts[before[earlier]].y < above
            d.edge(before[t], name)
            d.edge(before[earlier], name, via=[(_STEP * earlier, above)] * waited)
    return d


def _loop(T):
    return [[(t, t - 1)] for t in range(1, T)]


def _doubling(T):
    reaches = [2**k for k in range((T - 1).bit_length())]
    return [[(t, t - reach) for t in range(reach, T)] for reach in reaches]


def _tree(T):
    up = [2**k for k in range(1, T.bit_length())]  # how many steps a joined pair covers
    joined = [[(t, t - n // 2) for t in range(n - 1, T, n)] for n in up]
    filled = [[(t, t - n // 2) for t in range(n + n // 2 - 1, T, n)] for n in reversed(up)]
    return [pairs for pairs in joined + filled if pairs]
