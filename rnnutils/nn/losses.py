"""What training minimises: losses, with their gradients."""

import numpy as np

from rnnutils.arrays import expect, expect_numbers, one_of


def squared_error(Y_hat, Y, *, mask=None, reduction="mean"):
    """Return the squared error and its gradient.

    Parameters
    ----------
    Y_hat, Y : ndarray of one shape, (..., O)
        What the model says and what it should say.
    mask : ndarray of bool, shape (...), optional
        False where a step is padding and must not count.
    reduction : {"mean", "sum"}
        Over all entries that count.

    Returns
    -------
    loss : float
    dY_hat : ndarray
        The gradient of the loss with respect to `Y_hat`.

    Examples
    --------
    >>> loss, gradient = squared_error(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]]))
    >>> float(loss), gradient.tolist()
    (2.0, [[0.0, 2.0]])
    """
    Y_hat = np.asarray(Y_hat)
    error = Y_hat - expect(Y, "Y", Y_hat.shape, dtype=Y_hat.dtype)
    weight = _weights(mask, Y_hat.shape[:-1], Y_hat.shape[-1], reduction)[..., None]
    weight = weight.astype(Y_hat.dtype)
    return (weight * error**2).sum(), 2 * weight * error


def softmax_cross_entropy(scores, labels, *, mask=None, reduction="mean"):
    """Return the cross-entropy, in nats, of softmax(scores) and its gradient.

    Parameters
    ----------
    scores : ndarray of shape (..., O)
        Outputs before the softmax.
    labels : ndarray of int, shape (...)
        The right answers, 0 to O − 1.
    mask : ndarray of bool, shape (...), optional
        False where a step is padding and must not count.
    reduction : {"mean", "sum"}
        Over all labels that count.

    Returns
    -------
    loss : float
    dscores : ndarray
        The gradient, ``(softmax(scores) - one_hot(labels))`` times each label's weight.

    Examples
    --------
    >>> loss, gradient = softmax_cross_entropy(np.zeros((1, 4)), np.array([2]))
    >>> print(loss.round(4), gradient)
    1.3863 [[ 0.25  0.25 -0.75  0.25]]
    """
    scores = np.asarray(scores)
    n_classes = scores.shape[-1]
    labels = expect_numbers(labels, "labels", n_classes, scores.shape[:-1])
    shifted = scores - scores.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.eye(n_classes, dtype=scores.dtype)[labels]
    weight = _weights(mask, labels.shape, 1, reduction)[..., None].astype(scores.dtype)
    return -(weight * one_hot * log_p).sum(), weight * (np.exp(log_p) - one_hot)


def _weights(mask, shape, n_each, reduction):
    """Return what each position weighs in the loss."""
    one_of(reduction, ("mean", "sum"), "reduction")
    weight = np.ones(shape) if mask is None else expect(mask, "mask", shape).astype(float)
    if reduction == "mean":
        if not weight.any():
            raise ValueError("a mean needs at least one step that counts; got a mask of False")
        weight = weight / (weight.sum() * n_each)
    return weight
