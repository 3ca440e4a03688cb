"""What training needs besides a model: losses, a clip and three ways to take a step.

Parameters and gradients are dictionaries with the same keys; optimisers change the parameters
in place.
"""

import numpy as np

from rnnutils.arrays import expect, positive


def clip_by_global_norm(gradients, limit):
    """Shrink all gradients together until their common norm is at most `limit`.

    The direction stays: every gradient is divided by the same number.

    Parameters
    ----------
    gradients : dict of ndarray
        One array for each parameter.
    limit : float
        The largest norm allowed.

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
    positive(limit, "limit")
    with np.errstate(over="ignore"):
        norm = np.sqrt(sum((g**2).sum() for g in gradients.values()))
    if np.isinf(norm):
        largest = float(max(np.abs(g).max(initial=0) for g in gradients.values()))
        if np.isfinite(largest):  # only the squares have overflowed
            norm = largest * np.sqrt(sum(((g / largest) ** 2).sum() for g in gradients.values()))
    if norm <= limit:
        return dict(gradients), norm
    return {name: g * (limit / norm) for name, g in gradients.items()}, norm


class Optimiser:
    """What optimisers share: ``p -= learning_rate * direction``; each has a direction of its own.

    Parameters
    ----------
    learning_rate : float
    """

    def __init__(self, learning_rate):
        self.learning_rate = positive(learning_rate, "learning_rate")
        self.memory = {}

    def update(self, parameters, gradients):
        """Take one step, in place."""
        if parameters.keys() != gradients.keys():
            raise ValueError(
                f"gradients needs the names {sorted(parameters)}; got {sorted(gradients)}"
            )
        for name, p in parameters.items():
            g = expect(gradients[name], f"the gradient of {name}", p.shape)
            p -= self.learning_rate * self.direction(name, g)

    def direction(self, name, g):
        """Return where to go for the gradient `g` of one parameter."""
        raise NotImplementedError(f"{type(self).__name__} needs a method direction(name, g)")


class SGD(Optimiser):
    """Gradient descent: ``p -= learning_rate * g``.

    Parameters
    ----------
    learning_rate : float
        Size of a step for a gradient of 1.

    Examples
    --------
    >>> parameters = {"w": np.array([1.0])}
    >>> SGD(0.1).update(parameters, {"w": np.array([2.0])})
    >>> print(parameters["w"])
    [0.8]
    """

    def __init__(self, learning_rate=0.01):
        super().__init__(learning_rate)

    def direction(self, name, g):
        """Return the gradient itself."""
        return g


class Adagrad(Optimiser):
    """Steps that shrink where gradients were large: ``g / (sqrt(sum of all g²) + epsilon)``.

    Parameters
    ----------
    learning_rate : float
        Size of the first step.
    epsilon : float
        Keeps the first division from being one by zero; Keras takes 1e-7.

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

    def __init__(self, learning_rate=0.01, *, epsilon=1e-8):
        super().__init__(learning_rate)
        self.epsilon = positive(epsilon, "epsilon")

    def direction(self, name, g):
        """Divide by the root of the sum of squares so far."""
        squares = self.memory[name] = self.memory.get(name, 0) + g * g
        return g / (np.sqrt(squares) + self.epsilon)


class Adam(Optimiser):
    """Running means of g and g², corrected for their start at zero: ``m / (sqrt(v) + epsilon)``.

    Parameters
    ----------
    learning_rate : float
        Size of a step while gradients agree.
    beta_1, beta_2 : float
        What a step keeps of the mean of g and of g².
    epsilon : float
        As in the paper; Keras takes 1e-7, which matters where gradients are as small.

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

    def __init__(self, learning_rate=0.001, *, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon = positive(epsilon, "epsilon")

    def direction(self, name, g):
        """Divide the mean gradient by the root of the mean square."""
        step, m, v = self.memory.get(name, (0, 0, 0))
        step += 1
        m = self.beta_1 * m + (1 - self.beta_1) * g
        v = self.beta_2 * v + (1 - self.beta_2) * g * g
        self.memory[name] = step, m, v
        m_hat, v_hat = m / (1 - self.beta_1**step), v / (1 - self.beta_2**step)
        return m_hat / (np.sqrt(v_hat) + self.epsilon)
