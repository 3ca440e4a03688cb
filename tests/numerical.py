"""The witness of every hand-written gradient: central differences."""

import numpy as np

STEP = 1e-5
ROUNDING = 32  # units in the last place that a sum may be off, in one NumPy or another


def central_differences(loss, array, step=STEP):
    """Return d loss() / d array, entry by entry; the array is put back as it was."""
    gradient = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + step
        above = loss()
        array[place] = kept - step
        below = loss()
        array[place] = kept
        gradient[place] = (above - below) / (2 * step)
    return gradient


def assert_same_gradient(ours, loss, array, name=""):
    """Assert that a gradient is that of central differences, to 1e-6 of its largest entry.

    Where all entries are about 0, no difference is known better than the loss is rounded.
    """
    theirs = central_differences(loss, array)
    scale = max(abs(theirs).max(), 1e-3)
    rounded = ROUNDING * np.spacing(abs(loss())) / (2 * STEP)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=max(1e-6 * scale, rounded), err_msg=name)


def check_gradients(model, X, mask=None, *, inputs=True):
    """Hold every gradient of a model against central differences."""
    weight = np.random.default_rng(0).normal(size=model.forward(X, mask=mask).shape)

    def loss():
        return (model.forward(X, mask=mask) * weight).sum()

    loss()
    dX, gradients = model.backward(weight), None
    gradients = {name: g.copy() for name, g in model.gradients.items()}
    assert gradients.keys() == model.parameters.keys()
    for name, p in model.parameters.items():
        assert_same_gradient(gradients[name], loss, p, name)
    if inputs:
        assert_same_gradient(dX, loss, X, "X")
