"""What stands around the layers of a Transformer: norms and shortcuts.

All layers keep the contract of `Layer` and stack in a `Sequential`.
"""

import numpy as np

from rnnutils.arrays import expect, one_of, rows
from rnnutils.nn.layer import Layer


class LayerNorm(Layer):
    """Every step on its own gets mean β and standard deviation γ over its features.

    ::

        X̂ = (X − mean) / √(variance + ε)      (..., D)
        Y = X̂ ⊙ γ + β                         (..., D)

    Mean and variance are those of one step's D features: no other step or sequence has a part.

    Parameters
    ----------
    n_features : int
        Width D of what goes in and comes out.
    epsilon : float
        What keeps a step of equal features from a division by zero; 1e-3, as in Keras.
    dtype : numpy dtype
        Precision of all numbers.

    References
    ----------
    Ba J. L., Kiros J. R., Hinton G. E. (2016) Layer normalization.
    https://arxiv.org/abs/1607.06450

    Examples
    --------
    >>> print(LayerNorm(3).forward(np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])).round(2))
    [[-1.22  0.    1.22]
     [-1.22  0.    1.22]]
    """

    def __init__(self, n_features, *, epsilon=1e-3, dtype=float):
        self.gamma = np.ones(n_features, dtype)
        self.beta = np.zeros(n_features, dtype)
        self.epsilon = epsilon

    @property
    def parameters(self):
        """Name and array of everything that is learned."""
        return {"gamma": self.gamma, "beta": self.beta}

    def forward(self, X, *, mask=None):
        """Return Y of the shape of X, (..., D); a mask changes nothing here."""
        D = len(self.gamma)
        X = expect(X, "X", (D,), ("T", D), ("N", "T", D), dtype=self.gamma.dtype)
        self.deviation = np.sqrt(X.var(axis=-1, keepdims=True) + self.epsilon)
        self.X_hat = (X - X.mean(axis=-1, keepdims=True)) / self.deviation
        return self.X_hat * self.gamma + self.beta

    def backward(self, dY):
        """Return dX; a feature also moves the mean and the variance of its step."""
        dY = expect(dY, "dY", self.X_hat.shape)
        self.gradients = {
            "gamma": rows(dY * self.X_hat).sum(axis=0),
            "beta": rows(dY).sum(axis=0),
        }
        dX_hat = dY * self.gamma
        through_mean = dX_hat.mean(axis=-1, keepdims=True)
        through_variance = self.X_hat * (dX_hat * self.X_hat).mean(axis=-1, keepdims=True)
        return (dX_hat - through_mean - through_variance) / self.deviation


class Residual(Layer):
    """A layer with a shortcut around it, and a norm before it or after it.

    ::

        Y = X + layer(norm(X))        norm="pre"
        Y = norm(X + layer(X))        norm="post"

    With the norm in front nothing stands on the shortcut, so the error passes any number of
    blocks undimmed; Vaswani et al. 2017 put it behind.

    Parameters
    ----------
    layer : object
        A `Layer`; its output has the shape of its input.
    n_features : int
        Width D of what goes in and comes out.
    norm : {"pre", "post"}
        Whether the norm stands before the part or after the sum.
    epsilon : float
        Of the `LayerNorm`.
    dtype : numpy dtype
        Precision of all numbers.

    References
    ----------
    Xiong R. et al. (2020) On layer normalization in the Transformer architecture. ICML.
    https://arxiv.org/abs/2002.04745

    Examples
    --------
    A layer that answers zero leaves its input alone:

    >>> from rnnutils.nn.feedforward import Dense
    >>> layer = Dense(2, 2)
    >>> layer.W[:] = 0
    >>> print(Residual(layer, 2).forward(np.array([[3.0, 4.0]])))
    [[3. 4.]]
    """

    def __init__(self, layer, n_features, *, norm="pre", epsilon=1e-3, dtype=float):
        one_of(norm, ("pre", "post"), "norm")
        self.layer = layer
        self.norm = LayerNorm(n_features, epsilon=epsilon, dtype=dtype)
        self.is_pre = norm == "pre"

    @property
    def parameters(self):
        """Those of the layer, and ``norm.gamma``, ``norm.beta``."""
        return self.layer.parameters | _of_norm(self.norm.parameters)

    @property
    def gradients(self):
        """Gradients of the last `backward`, under the same names."""
        return self.layer.gradients | _of_norm(self.norm.gradients)

    def forward(self, X, **masks):
        """Return Y of the shape of X; masks and memory go to the layer."""
        if self.is_pre:
            return X + self.layer.forward(self.norm.forward(X), **masks)
        return self.norm.forward(X + self.layer.forward(X, **masks))

    def backward(self, dY):
        """Return dX: what comes through the layer and what comes along the shortcut."""
        if self.is_pre:
            return dY + self.norm.backward(self.layer.backward(dY))
        dY = self.norm.backward(dY)
        return dY + self.layer.backward(dY)


def _of_norm(arrays):
    return {f"norm.{name}": array for name, array in arrays.items()}
