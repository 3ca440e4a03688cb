"""A single neuron with a threshold, and the rule that teaches it."""

import numpy as np

from rnnutils.arrays import expect


class Perceptron:
    """A neuron that answers 0 or 1.

    In the order of the code::

        a   = w_0 + Σ_i w_i x_i       activation; the bias is the weight w_0 of x_0 = 1
        y   = 1 if a > 0 else 0       activity
        w  ← w + η (target − y) x     learning: only a wrong answer moves the weights

    Parameters
    ----------
    n_features : int
        Length D of an input.

    Attributes
    ----------
    W : ndarray of shape (D,)
        One weight per input.
    w_0 : float
        The bias.
    errors : list of int
        Mistakes in each epoch of `fit`, counted as they happen.

    References
    ----------
    Rosenblatt F. (1958) The perceptron: a probabilistic model for information storage and
    organization in the brain. Psychological Review 65. https://doi.org/10.1037/h0042519

    Examples
    --------
    >>> X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> neuron = Perceptron(2).fit(X, X.all(axis=1))
    >>> print(neuron.predict(X), neuron.errors[-1])
    [0 0 0 1] 0
    """

    def __init__(self, n_features):
        self.W = np.zeros(n_features)
        self.w_0 = 0.0
        self.errors = []

    def activation(self, X):
        """Return w_0 + X @ W for one input (D,) or several (N, D)."""
        X = expect(X, "X", self.W.shape, ("N", *self.W.shape), dtype=float)
        return self.w_0 + X @ self.W

    def predict(self, X):
        """Return 1 where the activation is positive, else 0."""
        return (self.activation(X) > 0).astype(int)

    def learn(self, x, target, learning_rate=1.0):
        """Move the weights by one example; tell whether it was wrong."""
        error = int(target) - self.predict(x)
        self.W = self.W + learning_rate * error * np.asarray(x)
        self.w_0 = self.w_0 + learning_rate * error
        return bool(error)

    def fit(self, X, targets, *, epochs=100, learning_rate=1.0):
        """Learn all examples in turn, until an epoch without an error or `epochs` are over.

        Parameters
        ----------
        X : ndarray of shape (N, D)
            Inputs, a row to an example.
        targets : ndarray of shape (N,)
            The right answers, 0 or 1.
        epochs : int
            Passes over the examples.
        learning_rate : float
            Step size.

        Returns
        -------
        Perceptron
            Itself; `errors` says how it went.
        """
        X = expect(X, "X", ("N", *self.W.shape), dtype=float)
        targets = expect(targets, "targets", (len(X),))
        if not np.isin(targets, (0, 1)).all():
            raise ValueError(f"targets needs 0 and 1 only; got {targets!r}")
        self.errors = []
        for _ in range(epochs):
            wrong = [self.learn(x, t, learning_rate) for x, t in zip(X, targets, strict=True)]
            self.errors.append(sum(wrong))
            if not any(wrong):
                break
        return self
