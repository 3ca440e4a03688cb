"""Activation functions g, and how an error passes back through each of them.

A neuron has an activation `a` and an activity `y = g(a)`. Every derivative here is written in
the activity: a network keeps `y` anyway, so it never has to remember `a`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnnutils.arrays import one_of
from rnnutils.nn.layer import Layer

# The slope Keras gives "leaky_relu" to the left of zero.
LEAK = 0.2


@dataclass(frozen=True)
class Activation:
    """A function g with its way back.

    Attributes
    ----------
    name : str
        The word Keras uses for it.
    function : callable
        The activity ``y = g(a)``.
    backward : callable
        ``backward(y, dy)``: the error at `a`, given the activity and the error at `y`. For an
        element-wise g this is ``dy * g'(a)``.

    Examples
    --------
    >>> g = get_activation("tanh")
    >>> y = g(np.array([0.0, 1.0]))
    >>> print(g.backward(y, 1.0).round(3))
    [1.   0.42]
    """

    name: str
    function: Callable
    backward: Callable

    def __call__(self, a):
        """Return the activity of the activation `a`."""
        return self.function(a)


def sigmoid(a):
    """Return σ(a) = 1 / (1 + e⁻ᵃ).

    Written as a tanh, which is the same function and cannot overflow.

    Parameters
    ----------
    a : ndarray
        Activations, in any shape.

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> print(sigmoid(np.array([-1000.0, 0.0, 1000.0])))
    [0.  0.5 1. ]
    """
    return 0.5 * np.tanh(0.5 * a) + 0.5


def relu(a):
    """Return max(0, a).

    Parameters
    ----------
    a : ndarray
        Activations, in any shape.

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> print(relu(np.array([-2.0, 3.0])))
    [0. 3.]
    """
    return np.maximum(a, 0)


def leaky_relu(a):
    """Return a where a > 0, and a fifth of it elsewhere.

    Parameters
    ----------
    a : ndarray
        Activations, in any shape.

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> print(leaky_relu(np.array([-2.0, 3.0])))
    [-0.4  3. ]
    """
    return np.where(a > 0, a, LEAK * a)


def hard_sigmoid(a):
    """Return σ(a) cut from straight lines: 0 below −3, 1 above 3.

    Examples
    --------
    >>> print(hard_sigmoid(np.array([-4.0, 0.0, 3.0])))
    [0.  0.5 1. ]
    """
    return np.clip(a / 6 + 0.5, 0, 1)


def softmax(a):
    """Return the probabilities eᵃ / Σ eᵃ over the last axis.

    Subtracting the largest activation changes nothing but the overflow.

    Parameters
    ----------
    a : ndarray of shape (..., O)
        Activations.

    Returns
    -------
    ndarray of shape (..., O)
        Each row sums to 1.

    Examples
    --------
    >>> print(softmax(np.array([1000.0, 1000.0])))
    [0.5 0.5]
    """
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _softmax_backward(y, dy):
    # Every probability depends on every activation: the Jacobian is diag(y) − y yᵀ.
    return y * (dy - (dy * y).sum(axis=-1, keepdims=True))


ACTIVATIONS = {
    g.name: g
    for g in [
        Activation("linear", lambda a: a, lambda y, dy: dy),
        Activation("sigmoid", sigmoid, lambda y, dy: dy * y * (1 - y)),
        Activation("hard_sigmoid", hard_sigmoid, lambda y, dy: dy * ((0 < y) & (y < 1)) / 6),
        Activation("tanh", np.tanh, lambda y, dy: dy * (1 - y * y)),
        Activation("relu", relu, lambda y, dy: dy * (y > 0)),
        Activation("leaky_relu", leaky_relu, lambda y, dy: np.where(y > 0, dy, LEAK * dy)),
        Activation("softmax", softmax, _softmax_backward),
    ]
}


def get_activation(name):
    """Return the activation of that name; an `Activation` passes through.

    Parameters
    ----------
    name : str or Activation
        Such as "tanh", "relu" or "sigmoid".

    Returns
    -------
    Activation

    Raises
    ------
    ValueError
        If the name is not known.

    Examples
    --------
    >>> get_activation("relu").name
    'relu'
    """
    if isinstance(name, Activation):
        return name
    return ACTIVATIONS[one_of(name, tuple(ACTIVATIONS), "activation")]


class GELU(Layer):
    """The activation a Φ(a), with Φ the normal distribution: a ReLU with a soft corner.

    It needs the activation on the way back, not only the activity, and so is a layer.

    References
    ----------
    Hendrycks D., Gimpel K. (2016) Gaussian error linear units. https://arxiv.org/abs/1606.08415

    Examples
    --------
    >>> print(GELU().forward(np.array([-3.0, 0.0, 3.0])).round(2))
    [-0.  0.  3.]
    """

    def forward(self, X, *, mask=None):
        """Return the activities, of the shape of X."""
        self.X = np.asarray(X)
        self.Phi = (0.5 * (1 + _erf(self.X / math.sqrt(2)))).astype(self.X.dtype)
        return self.X * self.Phi

    def backward(self, dY):
        """Return dX = dY ⊙ (Φ + a φ)."""
        phi = np.exp(-(self.X**2) / 2) / math.sqrt(2 * math.pi)
        return dY * (self.Phi + self.X * phi)


_erf = np.vectorize(math.erf, otypes=[float])
