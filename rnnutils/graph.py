"""Layers whose output feeds more than one other: shortcuts, several inputs, a memory.

A `Sequential` is a row of layers; a `Graph` is the rest.
"""

import numpy as np

from rnnutils.shapes import expect


class Add:
    """The sum of arrays of one shape: where a shortcut joins.

    Parameters
    ----------
    keeps_mask : bool
        Whether a mask may arrive. In Keras it passes a layer `Add`, and is lost at a plain ``+``.

    Examples
    --------
    >>> print(Add().forward(np.ones(2), np.ones(2)))
    [2. 2.]
    """

    def __init__(self, *, keeps_mask=True):
        self.keeps_mask = keeps_mask
        self.parameters = {}
        self.gradients = {}

    def forward(self, *Xs):
        """Return the sum."""
        return sum(Xs[1:], Xs[0])


class Shift:
    """Adds an array that is not learned, sinusoids for instance, to every sequence.

    Parameters
    ----------
    constant : ndarray that broadcasts to X
    keeps_mask : bool
        As in `Add`.

    Examples
    --------
    >>> print(Shift(np.array([1.0, 2.0])).forward(np.zeros((2, 2))))
    [[1. 2.]
     [1. 2.]]
    """

    def __init__(self, constant, *, keeps_mask=True):
        self.constant = np.asarray(constant)
        self.keeps_mask = keeps_mask
        self.parameters = {}
        self.gradients = {}

    def forward(self, X, *, mask=None):
        """Return X + constant, of the shape of X."""
        return X + np.broadcast_to(self.constant, X.shape).astype(X.dtype)

    def backward(self, dY):
        """Return dY."""
        return dY

    def mask_after(self, X, mask):
        """Return the mask of X."""
        return mask


class Graph:
    """Layers with names, each told whose outputs it reads.

    Parameters
    ----------
    inputs : list of str
        Names of what `forward` is given.
    nodes : dict of str to (layer, list of str)
        In the order of computing. A layer reads one output; `Add` reads any number, and an
        attention layer two: its X and its memory.
    output : str
        Name of the node that answers.

    Examples
    --------
    A shortcut around a layer:

    >>> from rnnutils.feedforward import Dense
    >>> nodes = {"dense": (Dense(2, 2, "tanh"), ["x"]), "sum": (Add(), ["x", "dense"])}
    >>> model = Graph(["x"], nodes, "sum")
    >>> print(model.forward(np.zeros((1, 2))), list(model.parameters))
    [[0. 0.]] ['dense.W', 'dense.b']
    """

    def __init__(self, inputs, nodes, output):
        known = set(inputs)
        for name, (_, sources) in nodes.items():
            if missing := set(sources) - known:
                raise ValueError(f"{name} needs {sorted(missing)} before it; got {sorted(known)}")
            known.add(name)
        if output not in nodes:
            raise ValueError(f"output needs a node out of {list(nodes)}; got {output!r}")
        self.inputs, self.nodes, self.output = list(inputs), dict(nodes), output

    def __getitem__(self, name):
        """Return the layer of that name."""
        return self.nodes[name][0]

    @property
    def parameters(self):
        """All parameters, named ``<node>.<name>``."""
        return self._collect("parameters")

    @property
    def gradients(self):
        """All gradients of the last `backward`, under the same names."""
        return self._collect("gradients")

    def forward(self, *Xs, mask=None):
        """Return the output for the inputs in their order; the mask is that of the first."""
        if len(Xs) != len(self.inputs):
            raise ValueError(f"forward needs {', '.join(self.inputs)}; got {len(Xs)} arrays")
        values = dict(zip(self.inputs, Xs, strict=True))
        masks = dict.fromkeys(self.inputs) | {self.inputs[0]: mask}
        for name, (layer, sources) in self.nodes.items():
            X, m = [values[s] for s in sources], [masks[s] for s in sources]
            if any(k is not None for k in m) and not getattr(layer, "keeps_mask", True):
                raise ValueError(f"{name} needs a layer Add: a plain + would lose the mask")
            if isinstance(layer, Add):
                values[name] = layer.forward(*X)
                masks[name] = None if any(k is None for k in m) else np.logical_or.reduce(m)
                continue
            memory = {"memory": X[1], "memory_mask": m[1]} if len(X) == 2 else {}
            values[name] = layer.forward(X[0], mask=m[0], **memory)
            masks[name] = layer.mask_after(X[0], m[0])
        self.Y, self.mask = values[self.output], masks[self.output]
        return self.Y

    def backward(self, dY):
        """Return the error at the input; with several inputs, a list in their order."""
        errors = {self.output: expect(dY, "dY", self.Y.shape)}
        for name, (layer, sources) in reversed(self.nodes.items()):
            if name not in errors:
                continue  # nothing that answers reads it
            dY = errors.pop(name)
            if isinstance(layer, Add):
                found = [dY] * len(sources)
            else:
                found = [layer.backward(dY)]
                if len(sources) == 2:
                    found.append(layer.memory_error)
            for source, error in zip(sources, found, strict=True):
                if error is not None:  # integers have none
                    errors[source] = errors[source] + error if source in errors else error
        at_inputs = [errors.get(name) for name in self.inputs]
        return at_inputs[0] if len(at_inputs) == 1 else at_inputs

    def mask_after(self, X, mask):
        """Return the mask the last `forward` ended with."""
        return self.mask

    def _collect(self, what):
        return {
            f"{word}.{name}": array
            for word, (layer, _) in self.nodes.items()
            for name, array in getattr(layer, what).items()
        }
