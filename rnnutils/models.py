"""Keras networks that forecast, and a loop that trains small ones quickly.

Importing this room costs nothing: Keras and TensorFlow are loaded by the first call.
"""

import json
import re

import numpy as np

from rnnutils.forecasting import as_history, as_horizon
from rnnutils.preprocessing import log_seasonal_difference
from rnnutils.twins import from_keras
from rnnutils.windowing import make_xy

CELLS = ("SimpleRNN", "GRU", "LSTM")
LONGEST_UNROLLED = 32  # time steps; beyond, compiling costs more than the loop
_COMPILED = {}  # architecture → what trains its models


def train(model, X, Y, *, epochs, batch_size, validation=None, shuffle=True, seed=0):
    """Train a compiled Keras model; the same steps as ``model.fit``, an epoch per call.

    On a network of a few dozen weights ``fit`` spends its time between the steps. Here a
    whole epoch is one compiled function, compiled once for all models of one architecture,
    so a page can afford five seeds.

    Parameters
    ----------
    model : compiled Keras model; its optimiser starts afresh
    X, Y : arrays of shape (N, T, D) and (N, O); or whatever else the model reads and answers
    epochs, batch_size : int
    validation : optional pair of arrays, judged after every epoch and never trained on
    shuffle : bool, whether each epoch draws the windows in a new order
    seed : int, of that order and of what dropout drops

    Returns
    -------
    dict with ``"loss"`` and, if asked for, ``"val_loss"``: one float an epoch

    Raises
    ------
    ValueError
        If X and Y differ in length, or ``epochs`` or ``batch_size`` is not positive.
    """
    if len(X) != len(Y) or len(X) == 0:
        raise ValueError(f"X and Y must have one length, not zero; got {len(X)} and {len(Y)}")
    if validation and len(validation[0]) != len(validation[1]):
        lengths = " and ".join(str(len(part)) for part in validation)
        raise ValueError(f"validation must be a pair of arrays of one length; got {lengths}")
    if epochs < 1 or batch_size < 1:
        raise ValueError(f"epochs and batch_size must be positive; got {epochs}, {batch_size}")
    X, Y, *validation = (np.asarray(part, "float32") for part in (X, Y, *(validation or ())))
    epoch, judge, start, finish = _compiled(model, X.shape[1:])
    start(model, seed)
    rng = np.random.default_rng(seed)
    history = {"loss": []} | ({"val_loss": []} if validation else {})
    for _ in range(epochs):
        order = rng.permutation(len(X)) if shuffle else np.arange(len(X))
        history["loss"].append(float(epoch(X[order], Y[order], batch_size)))
        if validation:
            history["val_loss"].append(float(judge(*validation)))
    finish(model)
    return history


def _compiled(model, shape):
    """Return what trains models of this architecture, compiled when the first one comes."""
    key = json.dumps([model.get_config(), model.get_compile_config(), shape], default=str)
    key = re.sub(r'_\d+(?=")', "", key)  # Keras numbers the layers it has named
    if key not in _COMPILED:
        _COMPILED[key] = _compile(model, shape)
    return _COMPILED[key]


def _compile(model, shape):
    """Compile an epoch of training and a verdict for a clone that lends its weights out."""
    import keras
    import tensorflow as tf

    # The model may leave the length open; the clone, which is unrolled, may not.
    clone = keras.models.clone_model(model, input_tensors=keras.Input(shape))
    clone.compile_from_config(model.get_compile_config())
    clone.optimizer.build(clone.trainable_variables)
    for layer in clone.layers:
        if hasattr(layer, "unroll") and clone.input_shape[1] <= LONGEST_UNROLLED:
            layer.unroll = True  # the same sums, without TensorFlow's loop over time
    fresh = [variable.numpy() for variable in clone.optimizer.variables]
    draws = [v for v in clone.variables if v.name == "seed_generator_state"]
    batch = [tf.TensorSpec((None, *shape[1:])) for shape in (clone.input_shape, clone.output_shape)]

    @tf.function(input_signature=[*batch, tf.TensorSpec((), tf.int32)])
    def epoch(X, Y, batch_size):
        total = 0.0
        for first in tf.range(0, len(X), batch_size):
            x, y = X[first : first + batch_size], Y[first : first + batch_size]
            with tf.GradientTape() as tape:
                loss = clone.compute_loss(y=y, y_pred=clone(x, training=True))
            gradients = tape.gradient(loss, clone.trainable_variables)
            clone.optimizer.apply_gradients(zip(gradients, clone.trainable_variables))
            total += loss * tf.cast(len(x), tf.float32)
        return total / tf.cast(len(X), tf.float32)

    @tf.function(input_signature=batch)
    def judge(X, Y):
        return clone.compute_loss(y=Y, y_pred=clone(X, training=False))

    def start(borrower, seed):
        clone.set_weights(borrower.get_weights())
        for number, variable in enumerate(draws):
            variable.assign([seed, number])
        for variable, value in zip(clone.optimizer.variables, fresh, strict=True):
            variable.assign(value)

    def finish(borrower):
        borrower.set_weights(clone.get_weights())

    return epoch, judge, start, finish


def residual_rnn(cell, *, units, time_steps, learning_rate=1e-3):
    r"""Return a compiled network that predicts the change from the last value it read.

    .. math:: \hat x_{t+1} = x_t + W_{hy}^\top h_t + b_y

    Its output weights start at zero: before training it forecasts "as now", and every step
    of training has to earn its difference from that baseline.

    Parameters
    ----------
    cell : "SimpleRNN", "GRU" or "LSTM"
    units, time_steps : int
    learning_rate : float, of Adam

    Raises
    ------
    ValueError
        If the cell is not one of the three.
    """
    if cell not in CELLS:
        raise ValueError(f"cell must be one of {', '.join(CELLS)}; got {cell!r}")
    import keras
    from keras import layers

    x = keras.Input((time_steps, 1))  # (N, T, 1)
    h = getattr(layers, cell)(units, name="cell")(x)  # (N, H)
    output = layers.Dense(1, kernel_initializer="zeros", name="change")
    change = output(h)  # (N, 1)
    model = keras.Model(x, layers.Add()([x[:, -1], change]))
    model.compile(keras.optimizers.Adam(learning_rate), "mse")
    return model


class GrowthRNN:
    r"""Forecast a seasonal series by a recurrent network that reads its yearly growth.

    The network sees :math:`z_t`, the standardised :math:`\log y_t - \log y_{t-s}`, and
    predicts the next; undoing both steps gives the forecast in the units of the series.

    Parameters
    ----------
    cell : "SimpleRNN", "GRU" or "LSTM"
    units, time_steps : int, the size of the state and of the window
    period : int, the season s
    epochs, batch_size, seed : int, of the training

    Examples
    --------
    A forecaster like the others, once fitted::

        forecast = GrowthRNN("SimpleRNN", seed=0).fit(train_series)
        forecast(history, horizon=12)
    """

    def __init__(self, cell, *, units=8, time_steps=14, period=12, epochs=20, batch_size=8, seed=0):
        self.cell, self.units, self.time_steps, self.period = cell, units, time_steps, period
        self.epochs, self.batch_size, self.seed = epochs, batch_size, seed

    def fit(self, series, *, validation=None):
        """Train on a series; judge, if asked, on the steps that follow it.

        Parameters
        ----------
        series : array of shape (T,), the training years
        validation : optional array of shape (T_val,), the steps that follow, never trained
            on: ``history["val_loss"]`` then holds the loss on them after each epoch

        Returns
        -------
        self
        """
        import keras

        known = as_history(series, self.period + self.time_steps + 1)
        growth = log_seasonal_difference(known, self.period)
        self.mean, self.scale = growth.mean(), growth.std()
        X, Y, *_ = make_xy(self._standardise(known), self.time_steps)
        if validation is not None:
            both = np.concatenate([known, as_history(validation, 1)])
            X_all, Y_all, *_ = make_xy(self._standardise(both), self.time_steps)
            validation = X_all[len(X) :], Y_all[len(X) :]
        keras.utils.set_random_seed(self.seed)
        self.model = residual_rnn(self.cell, units=self.units, time_steps=self.time_steps)
        self.history = train(
            self.model,
            X,
            Y,
            epochs=self.epochs,
            batch_size=self.batch_size,
            validation=validation,
            seed=self.seed,
        )
        self.twin, self.head = (from_keras(self.model.get_layer(n)) for n in ("cell", "change"))
        return self

    def __call__(self, history, horizon):
        """Forecast by feeding each predicted growth back as the newest."""
        as_horizon(horizon)
        y = list(as_history(history, self.period + self.time_steps))
        z = list(self._standardise(y))
        for _ in range(horizon):
            z.append(self._next(z[-self.time_steps :]))
            y.append(y[-self.period] * np.exp(z[-1] * self.scale + self.mean))
        return np.array(y[-horizon:])

    def _next(self, window):
        """Return the network's forecast for one window, by its NumPy twin."""
        h = self.twin.forward(np.array(window)[:, None])  # (H,)
        return window[-1] + self.head.forward(h)[0]

    def _standardise(self, series):
        return (log_seasonal_difference(series, self.period) - self.mean) / self.scale
