"""What training needs besides a model: losses, a clip and three ways to take a step.

Parameters and gradients are dictionaries with the same keys; optimisers change the parameters
in place.
"""

import numpy as np

from rnnutils.arrays import expect


def clip_by_global_norm(gradients, limit):
    """Shrink all gradients together until their common norm is at most `limit`.

    The direction stays: every gradient is divided by the same number.

    Returns
    -------
    clipped : dict of ndarray
    norm : float
        The norm before clipping.

    References
    ----------
    Pascanu R., Mikolov T., Bengio Y. (2013) On the difficulty of training recurrent neural
    networks. ICML. https://proceedings.mlr.press/v28/pascanu13.html

    Examples
    --------
    >>> clipped, norm = clip_by_global_norm({"W": np.array([3.0, 4.0])}, limit=2.5)
    >>> float(norm), clipped["W"].tolist()
    (5.0, [1.5, 2.0])
    """
    if not limit > 0:
        raise ValueError(f"limit must be positive; got {limit!r}")
    norm = np.sqrt(sum((g**2).sum() for g in gradients.values()))
    if norm <= limit:
        return dict(gradients), norm
    return {name: g * (limit / norm) for name, g in gradients.items()}, norm


class SGD:
    """Gradient descent: ``p -= learning_rate * g``.

    Examples
    --------
    >>> parameters = {"w": np.array([1.0])}
    >>> SGD(0.1).update(parameters, {"w": np.array([2.0])})
    >>> print(parameters["w"])
    [0.8]
    """

    def __init__(self, learning_rate=0.01):
        if not learning_rate > 0:
            raise ValueError(f"learning_rate must be positive; got {learning_rate!r}")
        self.learning_rate = learning_rate
        self.memory = {}

    def update(self, parameters, gradients):
        """Take one step, in place."""
        if parameters.keys() != gradients.keys():
            raise ValueError(
                f"gradients need the names {sorted(parameters)}; got {sorted(gradients)}"
            )
        for name, p in parameters.items():
            g = expect(gradients[name], f"the gradient of {name}", p.shape)
            p -= self.learning_rate * self.direction(name, g)

    def direction(self, name, g):
        """Return where to go for the gradient `g` of one parameter."""
        return g


class Adagrad(SGD):
    """Steps that shrink where gradients were large: ``g / sqrt(sum of all g²)``.

    References
    ----------
    Duchi J., Hazan E., Singer Y. (2011) Adaptive subgradient methods for online learning and
    stochastic optimization. JMLR 12. https://jmlr.org/papers/v12/duchi11a.html

    Examples
    --------
    >>> parameters = {"w": np.array([1.0, 1.0])}
    >>> Adagrad(0.1).update(parameters, {"w": np.array([2.0, 200.0])})
    >>> print(parameters["w"].round(6))
    [0.9 0.9]
    """

    def direction(self, name, g):
        """Divide by the root of the sum of squares so far."""
        squares = self.memory[name] = self.memory.get(name, 0) + g * g
        return g / (np.sqrt(squares) + 1e-8)


class Adam(SGD):
    """Running means of g and g², corrected for their start at zero: ``m / sqrt(v)``.

    References
    ----------
    Kingma D. P., Ba J. (2015) Adam: a method for stochastic optimization. ICLR.
    https://arxiv.org/abs/1412.6980

    Examples
    --------
    >>> parameters = {"w": np.array([1.0, 1.0])}
    >>> Adam(0.1).update(parameters, {"w": np.array([2.0, 200.0])})
    >>> print(parameters["w"].round(6))
    [0.9 0.9]
    """

    def __init__(self, learning_rate=0.001, *, beta_1=0.9, beta_2=0.999):
        super().__init__(learning_rate)
        self.beta_1, self.beta_2 = beta_1, beta_2

    def direction(self, name, g):
        """Divide the mean gradient by the root of the mean square."""
        step, m, v = self.memory.get(name, (0, 0, 0))
        step += 1
        m = self.beta_1 * m + (1 - self.beta_1) * g
        v = self.beta_2 * v + (1 - self.beta_2) * g * g
        self.memory[name] = step, m, v
        m_hat, v_hat = m / (1 - self.beta_1**step), v / (1 - self.beta_2**step)
        return m_hat / (np.sqrt(v_hat) + 1e-8)
