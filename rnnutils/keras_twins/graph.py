"""Layers whose output feeds more than one other: shortcuts, several inputs, a memory.

A `Sequential` is a row of layers; a `Graph` is the rest.
"""

from typing import NamedTuple

import numpy as np

from rnnutils.arrays import expect
from rnnutils.nn.layer import Layer, collect


class Add(Layer):
    """The sum of arrays of one shape: where a shortcut joins.

    Examples
    --------
    >>> print(Add().forward(np.ones(2), np.ones(2)))
    [2. 2.]
    """

    def forward(self, *Xs):
        """Return the sum."""
        return sum(Xs[1:], Xs[0])

    def backward(self, dY):
        """Return dY, the error of every part."""
        return dY


class NotEqual(Layer):
    """Says of every integer whether it is not the one that means padding.

    Examples
    --------
    >>> print(NotEqual(0).forward(np.array([3, 1, 0])))
    [ True  True False]
    """

    def __init__(self, padding):
        self.padding = padding

    def forward(self, X, *, mask=None):
        """Return booleans of the shape of X."""
        return np.asarray(X) != self.padding

    def mask_after(self, X, mask):
        """Return no mask: this is one."""
        return None


class AddConstant(Layer):
    """Adds an array that is not learned, sinusoids for instance, to every sequence.

    Parameters
    ----------
    constant : ndarray
        What is added; it broadcasts to X.

    Examples
    --------
    >>> print(AddConstant(np.array([1.0, 2.0])).forward(np.zeros((2, 2))))
    [[1. 2.]
     [1. 2.]]
    """

    def __init__(self, constant):
        self.constant = np.asarray(constant)

    def forward(self, X, *, mask=None):
        """Return X + constant, of the shape of X."""
        return X + np.broadcast_to(self.constant, X.shape).astype(X.dtype)

    def backward(self, dY):
        """Return dY."""
        return dY


class Node(NamedTuple):
    """A layer in its place.

    Attributes
    ----------
    layer : Layer
    reads : list of str
        Whose outputs. `Add` reads any number, an attention layer may read two: its X and its
        memory, all others read one.
    mask : str, optional
        Name of the node that says which steps an attention layer may look at. Without it, the
        mask that came along with what it looks at.
    """

    layer: Layer
    reads: list
    mask: str | None = None

    @property
    def is_sum(self):
        """Whether all it reads is alike; else the first is X, and the second its memory."""
        return isinstance(self.layer, Add)


class Graph(Layer):
    """Layers with names, each told whose outputs it reads.

    Parameters
    ----------
    inputs : list of str
        Names of what `forward` is given.
    nodes : dict of str to Node, or to a tuple of its parts
        In the order of computing.
    output : str
        Name of the node that answers.

    Examples
    --------
    A shortcut around a layer:

    >>> from rnnutils.nn.feedforward import Dense
    >>> nodes = {"dense": (Dense(2, 2, "tanh"), ["x"]), "sum": (Add(), ["x", "dense"])}
    >>> model = Graph(["x"], nodes, "sum")
    >>> print(model.forward(np.zeros((1, 2))), list(model.parameters))
    [[0. 0.]] ['dense.W', 'dense.b']
    """

    def __init__(self, inputs, nodes, output):
        nodes = {name: Node(*node) for name, node in nodes.items()}
        known = set(inputs)
        for name, node in nodes.items():
            if missing := {*node.reads, *filter(None, [node.mask])} - known:
                raise ValueError(f"{name} needs {sorted(missing)} before it; got {sorted(known)}")
            known.add(name)
        if output not in nodes:
            raise ValueError(f"output needs a node out of {list(nodes)}; got {output!r}")
        self.inputs, self.nodes, self.output = list(inputs), nodes, output

    def __getitem__(self, name):
        """Return the layer of that name."""
        return self.nodes[name].layer

    @property
    def parameters(self):
        """All parameters, named ``<node>.<name>``."""
        return collect(self._layers, "parameters")

    @property
    def gradients(self):
        """All gradients of the last `backward`, under the same names."""
        return collect(self._layers, "gradients")

    def forward(self, *Xs, mask=None):
        """Return the output for the inputs in their order; the mask is that of the first."""
        if len(Xs) != len(self.inputs):
            raise ValueError(f"forward needs {', '.join(self.inputs)}; got {len(Xs)} arrays")
        values = dict(zip(self.inputs, Xs, strict=True))
        masks = dict.fromkeys(self.inputs) | {self.inputs[0]: mask}
        for name, node in self.nodes.items():
            layer, reads, shown = node
            X, m = [values[r] for r in reads], [masks[r] for r in reads]
            if node.is_sum:
                values[name], masks[name] = layer.forward(*X), _any_real(m)
                continue
            look = {"mask": m[0]} if len(X) == 1 else {"memory": X[1], "memory_mask": m[1]}
            if shown is not None:
                look["mask" if len(X) == 1 else "memory_mask"] = values[shown]
            values[name] = layer.forward(X[0], **look)
            masks[name] = layer.mask_after(X[0], m[0])
        self.Y, self.mask = values[self.output], masks[self.output]
        return self.Y

    def backward(self, dY):
        """Return the error at the input; with several inputs, a list in their order."""
        errors = {self.output: expect(dY, "dY", self.Y.shape)}
        for name, node in reversed(self.nodes.items()):
            if name not in errors:
                continue  # nothing that answers reads it
            dX, n = node.layer.backward(errors.pop(name)), len(node.reads)
            found = [dX] * n if node.is_sum else [dX, node.layer.memory_error][:n]
            for source, error in zip(node.reads, found, strict=True):
                if error is not None:  # integers have none
                    errors[source] = errors[source] + error if source in errors else error
        at_inputs = [errors.get(name) for name in self.inputs]
        return at_inputs[0] if len(at_inputs) == 1 else at_inputs

    def mask_after(self, X, mask):
        """Return the mask the last `forward` ended with."""
        return self.mask

    @property
    def _layers(self):
        return {name: node.layer for name, node in self.nodes.items()}


def _any_real(masks):
    """Return the mask of a sum: a step is real where it is in any part."""
    return None if any(m is None for m in masks) else np.logical_or.reduce(masks)
