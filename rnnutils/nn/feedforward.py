"""Layers of neurons, and backpropagation through them written by hand."""

import numpy as np

from rnnutils.arrays import expect, rows
from rnnutils.nn.activations import get_activation
from rnnutils.nn.first_weights import glorot
from rnnutils.nn.layer import Layer, collect


class Dense(Layer):
    """One layer: every unit sees every input.

    In the order of the code, forwards and back::

        a  = X W + b                  (..., H)
        Y  = g(a)                     (..., H)

        da = dY ⊙ g'(a)               (..., H)
        dW = Xᵀ da,  db = Σ da        (D, H), (H,)
        dX = da Wᵀ                    (..., D)

    where dY is short for ∂L/∂Y.

    Parameters
    ----------
    n_features, units : int
        Sizes D and H.
    activation : str
        A name that `get_activation` knows.
    use_bias : bool
        Whether b is learned; it starts at zero.
    seed : int or numpy Generator
        Where the first weights come from.
    dtype : numpy dtype
        Precision of all numbers.

    Examples
    --------
    >>> layer = Dense(2, 1)
    >>> layer.W[:] = [[1.0], [2.0]]
    >>> print(layer.forward(np.array([[10.0, 1.0]])))
    [[12.]]
    >>> print(layer.backward(np.array([[1.0]])), layer.gradients["W"].ravel())
    [[1. 2.]] [10.  1.]
    """

    def __init__(
        self, n_features, units, activation="linear", *, use_bias=True, seed=0, dtype=float
    ):
        self.W = glorot(np.random.default_rng(seed), n_features, units).astype(dtype)
        self.b = np.zeros(units, dtype)
        self.g = get_activation(activation)
        self.use_bias = use_bias

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        return {"W": self.W, "b": self.b} if self.use_bias else {"W": self.W}

    def forward(self, X, *, mask=None):
        """Return Y (..., H) for X (..., D); a mask changes nothing here."""
        leading = ["N", "T"][: max(np.ndim(X) - 1, 0)]
        self.X = expect(X, "X", (*leading, self.W.shape[0]), dtype=self.W.dtype)
        self.Y = self.g(self.X @ self.W + self.b)
        return self.Y

    def backward(self, dY):
        """Return dX, and leave dW and db in `gradients`."""
        da = self.g.backward(self.Y, expect(dY, "dY", self.Y.shape))
        self.gradients = {"W": rows(self.X).T @ rows(da)}
        if self.use_bias:
            self.gradients["b"] = rows(da).sum(axis=0)
        return da @ self.W.T


class Sequential(Layer):
    """Layers one after another: the output of each is the input of the next.

    Parameters
    ----------
    layers : list
        Objects with ``forward``, ``backward``, ``parameters``, ``gradients``, ``mask_after``.

    Examples
    --------
    >>> model = Sequential([Dense(2, 3, "tanh"), Dense(3, 1)])
    >>> model.forward(np.zeros((5, 2))).shape
    (5, 1)
    >>> list(model.parameters)
    ['0.W', '0.b', '1.W', '1.b']
    """

    def __init__(self, layers):
        if not layers:
            raise ValueError("layers needs at least one layer; got none")
        self.layers = list(layers)

    @property
    def parameters(self):
        """All parameters, named ``<position>.<name>``."""
        return collect(dict(enumerate(self.layers)), "parameters")

    @property
    def gradients(self):
        """All gradients of the last `backward`, under the same names."""
        return collect(dict(enumerate(self.layers)), "gradients")

    def forward(self, X, *, mask=None):
        """Pass X from the first layer to the last; return the last output."""
        for layer in self.layers:
            X, mask = layer.forward(X, mask=mask), layer.mask_after(X, mask)
        self.mask = mask
        return X

    def backward(self, dY):
        """Pass the error from the last layer to the first; return it at the input."""
        for layer in reversed(self.layers):
            dY = layer.backward(dY)
        return dY

    def mask_after(self, X, mask):
        """Return the mask the last `forward` ended with."""
        return self.mask


class FeedForward(Sequential):
    """A feed-forward network X ∈ ℝᵐ → hidden layers → Ŷ ∈ ℝⁿ.

    Parameters
    ----------
    sizes : list of int
        Units from input to output: ``[2, 3, 1]`` has one hidden layer of three.
    activation, output_activation : str
        Of the hidden layers and of the last one.
    seed : int
        Start of the random numbers.
    dtype : numpy dtype
        Precision of all numbers.

    References
    ----------
    Rumelhart D. E., Hinton G. E., Williams R. J. (1986) Learning representations by
    back-propagating errors. Nature 323. https://doi.org/10.1038/323533a0

    Examples
    --------
    One step of learning, the lecture's three parts of it:

    >>> from rnnutils.nn.optimisers import SGD
    >>> from rnnutils.nn.losses import squared_error
    >>> net = FeedForward([2, 3, 1])
    >>> X, Y = np.array([[0.0, 1.0]]), np.array([[1.0]])
    >>> loss, dY = squared_error(net.forward(X), Y)
    >>> dX = net.backward(dY)
    >>> SGD(0.1).update(net.parameters, net.gradients)
    >>> bool(squared_error(net.forward(X), Y)[0] < loss)
    True
    """

    def __init__(
        self, sizes, *, activation="tanh", output_activation="linear", seed=0, dtype=float
    ):
        if len(sizes) < 2:
            raise ValueError(f"sizes needs an input and an output; got {sizes!r}")
        rng = np.random.default_rng(seed)
        names = [activation] * (len(sizes) - 2) + [output_activation]
        super().__init__(
            [
                Dense(d, h, g, seed=rng, dtype=dtype)
                for d, h, g in zip(sizes[:-1], sizes[1:], names, strict=True)
            ]
        )
