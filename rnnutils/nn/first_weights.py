"""Where weights start: not all equal, and of a size that keeps signals alive."""

import numpy as np


def glorot(rng, n_inputs, n_outputs):
    """Return uniform weights whose variance is 2 / (n_inputs + n_outputs).

    References
    ----------
    Glorot X., Bengio Y. (2010) Understanding the difficulty of training deep feedforward neural
    networks. AISTATS. https://proceedings.mlr.press/v9/glorot10a.html

    Examples
    --------
    >>> W = glorot(np.random.default_rng(0), 2, 4)
    >>> W.shape, bool(abs(W).max() <= 1)
    ((2, 4), True)
    """
    limit = np.sqrt(6 / (n_inputs + n_outputs))
    return rng.uniform(-limit, limit, (n_inputs, n_outputs))


def orthogonal(rng, n_rows, n_columns):
    """Return weights whose rows are orthogonal: they neither stretch nor shrink what passes.

    References
    ----------
    Saxe A. M., McClelland J. L., Ganguli S. (2014) Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks. ICLR. https://arxiv.org/abs/1312.6120

    Examples
    --------
    >>> W = orthogonal(np.random.default_rng(0), 2, 4)
    >>> bool(np.allclose(W @ W.T, np.eye(2)))
    True
    """
    q, r = np.linalg.qr(rng.standard_normal((n_columns, n_rows)))
    return (q * np.sign(np.diag(r))).T
