"""Why order matters: the moving ball, the types of sequence task, a network at every step."""

import numpy as np

from rnnutils.arrays import at_least, one_of
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural, unroll

TYPES = {
    # which time steps have an input, and which an output
    "one to one": ((1,), (1,)),
    "many to one": ((1, 2, 3), (3,)),
    "one to many": ((1,), (1, 2, 3)),
    "many to many, aligned": ((1, 2, 3), (1, 2, 3)),
    "many to many, not aligned": ((1, 2, 3), (4, 5)),
}
_SHAPES = {
    "one to one": "(D) → (O)",
    "many to one": "(T, D) → (O)",
    "one to many": "(D) → (T, O)",
    "many to many, aligned": "(T, D) → (T, O)",
    "many to many, not aligned": "(T, D) → (T′, O)",
}


def moving_ball(frames=3, *, start=(76, 108), velocity=(76, -50), acceleration=(0, 30)):
    """Draw a ball in one, two or three frames, and what they say about where it goes next.

    The positions follow from ``start``, ``velocity`` and ``acceleration`` (units per frame):
    one frame leaves every direction open, two give a velocity, three its change.

    Parameters
    ----------
    frames : int
        1, 2 or 3.
    start, velocity, acceleration : pair of float
        Where the ball is and how it moves, right and down.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> moving_ball(2).title
    'A ball in 2 frames: where does it go next?'
    """
    frames = one_of(frames, (1, 2, 3), "frames")
    start, velocity, acceleration = (np.asarray(v, float) for v in (start, velocity, acceleration))
    path = [start + t * velocity + t * (t - 1) / 2 * acceleration for t in range(4)]
    d = Drawing(f"A ball in {plural(frames, 'frame')}: where does it go next?")
    d.data = {"frames": frames, "positions": [p.tolist() for p in path[:frames]]}
    d.frame((0, 0, 360, 170), pad=0, name="picture")
    for t, place in enumerate(path[:frames], start=1):
        state = "lit" if t == frames else ""
        look = {"shape": "circle", "w": 34, "h": 34, "says": f"ball {t}"}
        d.node(f"ball {t}", *place, f"{t}", "input", state=state, **look)
    now = f"ball {frames}"
    if frames == 1:
        for k, angle in enumerate(np.arange(8) * np.pi / 4):
            tip = start + 54 * np.array([np.cos(angle), np.sin(angle)])
            d.edge(
                now,
                tuple(tip),
                role="error",
                name=f"guess {k + 1}",
                says="" if k else "any direction",
            )
        answer = "one frame: any direction is possible"
    elif frames == 2:
        d.edge("ball 1", now, role="neutral")
        tip = path[1] + 0.9 * velocity
        d.edge(now, tuple(tip), role="output", name="guess", says="straight on")
        answer = "two frames: a direction and a speed"
    else:
        d.edge("ball 1", "ball 2", role="neutral")
        d.edge("ball 2", now, role="neutral")
        tip = path[2] + 0.95 * (path[3] - path[2])
        d.edge(now, tuple(tip), role="output", name="guess", bend=-6, says="along a curve")
        answer = "three frames: a path that bends"
    d.text(180, 192, answer, size=14)
    return d


def sequence_types(kind=None):
    """Draw the types of sequence task with their shapes, or one of them.

    Parameters
    ----------
    kind : str, optional
        Which of the five; all if not given.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> sequence_types().title
    'Types of sequence task'
    """
    kinds = list(TYPES) if kind is None else [one_of(kind, tuple(TYPES), "kind")]
    d = Drawing("Types of sequence task" if kind is None else kind.capitalize())
    d.data = {"types": {name: _SHAPES[name] for name in kinds}}
    for k, name in enumerate(kinds):
        _type(d, name, 206 * (k % 2), 268 * (k // 2))
    return d


def _type(d, kind, left, top):
    inputs, outputs = TYPES[kind]
    steps = sorted({*inputs, *outputs})
    told = [
        f"inputs at {plural(len(inputs), 'step')}",
        f"outputs at {plural(len(outputs), 'step')}",
    ]
    d.say(f"{kind.capitalize()}, {_SHAPES[kind]}: {', '.join(told)} of {len(steps)}.")
    d.text(left - 20, top - 36, kind, anchor="start", bold=True, size=15, says="")
    for t in steps:
        x, small = left + 60 * (t - 1), {"w": 34, "h": 34, "says": ""}
        hidden = d.node(f"{kind} h {t}", x, top + 72, role="hidden", **small)
        if t in inputs:
            name = d.node(f"{kind} x {t}", x, top + 140, role="input", **small)
            d.edge(name, hidden, role="input", says="")
        if t in outputs:
            name = d.node(f"{kind} y {t}", x, top + 4, role="output", **small)
            d.edge(hidden, name, role="output", says="")
        if t > steps[0]:
            d.edge(f"{kind} h {t - 1}", hidden, role="hidden", says="")
    d.text(left - 20, top + 178, _SHAPES[kind], anchor="start", size=13, says="")


def feedforward_per_step(time_steps=3):
    """Draw one feed-forward network applied to every time step: nothing passes between them.

    Parameters
    ----------
    time_steps : int
        How many steps are drawn.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> feedforward_per_step(2).title
    'One feed-forward network at each of 2 time steps'
    """
    time_steps = at_least(time_steps, 1, "time_steps")
    d = Drawing(f"One feed-forward network at each of {plural(time_steps, 'time step')}")
    d.data = {"time_steps": time_steps}
    for t, x in unroll(time_steps, 112):
        d.node(f"X_{t}", x, 0, f"X_{t}", "input", w=62, h=40)
        d.node(f"f {t}", x, -84, "f", "hidden", shape="pill", w=70, h=44, says=f"f at step {t}")
        d.node(f"Ŷ_{t}", x, -168, f"Ŷ_{t}", "output", w=62, h=40)
        d.edge(f"X_{t}", f"f {t}", role="input")
        d.edge(f"f {t}", f"Ŷ_{t}", role="output")
    d.text((time_steps - 1) * 56, 44, "Ŷ_t = f(X_t): the same f, no arrow between the steps")
    return d
