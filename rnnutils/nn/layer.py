"""What all layers have in common: the contract, and what follows from it."""

from types import MappingProxyType


class Layer:
    """The contract of everything that learns, or stands between layers that do.

    - ``forward(X, mask=None)`` returns the output and remembers what the way back needs. The
      mask is True where a step is real; most layers have no use for it.
    - ``backward(dY)`` takes the error at the output, leaves the errors of the weights in
      `gradients` and returns the error at the input, in its shape.
    - ``parameters`` maps the name of everything that is learned to its array. Optimisers change
      these arrays in place, so a layer hands out its own, not copies.
    - ``gradients`` holds, after `backward`, an array of the same shape under each of these names.
    - ``mask_after(X, mask)`` returns the mask of the output: that of the input, unless the layer
      begins a mask or takes the time steps away.

    A layer that reads a memory besides its input, as attention does, leaves the error at the
    memory in ``memory_error``. Arguments are never changed.

    Examples
    --------
    A layer of one's own is its two ways; the rest is here:

    >>> class Double(Layer):
    ...     def forward(self, X, *, mask=None):
    ...         return 2 * X
    ...     def backward(self, dY):
    ...         return 2 * dY
    >>> Double().forward(3), Double().parameters, Double().mask_after(3, mask=[True])
    (6, {}, [True])
    """

    gradients = MappingProxyType({})  # none before the first way back
    memory_error = None

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        return {}

    def forward(self, X, *, mask=None):
        """Return the output for X."""
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(X, mask=None)")

    def backward(self, dY):
        """Return the error at the input, and leave those of the weights in `gradients`."""
        raise NotImplementedError(f"{type(self).__name__} needs a method backward(dY)")

    def mask_after(self, X, mask):
        """Return the mask of the output."""
        return mask


def collect(parts, what):
    """Return the parameters or the gradients of several parts, named ``<part>.<name>``.

    Examples
    --------
    >>> from rnnutils.nn.feedforward import Dense
    >>> list(collect({"query": Dense(2, 3), "key": Dense(2, 3)}, "parameters"))
    ['query.W', 'query.b', 'key.W', 'key.b']
    """
    return {
        f"{part}.{name}": array
        for part, layer in parts.items()
        for name, array in getattr(layer, what).items()
    }


def count_parameters(model):
    """Return how many numbers training may change.

    Parameters
    ----------
    model : Layer, Cell or FeedForward
        Anything with ``parameters``.

    Returns
    -------
    int

    Examples
    --------
    >>> from rnnutils.nn.rnn import RNN
    >>> count_parameters(RNN(4, 3, 4))
    40
    """
    return sum(p.size for p in model.parameters.values())
