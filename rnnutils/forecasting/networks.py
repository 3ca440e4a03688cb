"""Keras networks that forecast.

Importing this room costs nothing: Keras and TensorFlow are loaded by the first call.
"""

import numpy as np

from rnnutils.arrays import as_history, at_least, one_of
from rnnutils.inputs.preprocessing import log_seasonal_difference
from rnnutils.inputs.windowing import make_xy
from rnnutils.keras_training import train_keras
from rnnutils.keras_twins.twins import from_keras

CELLS = ("SimpleRNN", "GRU", "LSTM")


def residual_rnn(cell, *, units, time_steps, learning_rate=1e-3):
    r"""Return a compiled network that predicts the change from the last value it read.

    .. math:: \hat x_{t+1} = x_t + W_{hy}^\top h_t + b_y

    Its output weights start at zero: before training it forecasts "as now", and every step
    of training has to earn its difference from that baseline.

    Parameters
    ----------
    cell : {"SimpleRNN", "GRU", "LSTM"}
        The recurrent layer of Keras.
    units, time_steps : int
        Sizes of the state and of the window.
    learning_rate : float
        Step size of Adam.

    Returns
    -------
    keras.Model
        From windows (N, T, 1) to the next values (N, 1).

    Raises
    ------
    ValueError
        If the cell is not one of the three.

    Examples
    --------
    ::

        model = residual_rnn("GRU", units=16, time_steps=12)
        train_keras(model, X, Y, epochs=200, batch_size=10)
    """
    one_of(cell, CELLS, "cell")
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
    cell : {"SimpleRNN", "GRU", "LSTM"}
        The recurrent layer of Keras.
    units, time_steps : int
        The size of the state and of the window.
    period : int
        The season s.
    epochs, batch_size, seed : int
        Passes, windows a step, and start of the random numbers.

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
        series : array of shape (T,)
            The training years.
        validation : array of shape (T_val,), optional
            The steps that follow, never trained on: ``history["val_loss"]`` then holds the loss
            on them after each epoch.

        Returns
        -------
        self
        """
        import keras

        known = as_history(series, self.period + self.time_steps + 1)
        years = known if validation is None else np.concatenate([known, as_history(validation)])
        growth = log_seasonal_difference(years, self.period)
        trained = growth[: len(known) - self.period]
        self.mean, self.scale = trained.mean(), trained.std()
        X, Y, *_ = make_xy((growth - self.mean) / self.scale, self.time_steps)
        n = len(trained) - self.time_steps  # windows whose target is a training step
        keras.utils.set_random_seed(self.seed)
        self.model = residual_rnn(self.cell, units=self.units, time_steps=self.time_steps)
        self.history = train_keras(
            self.model,
            X[:n],
            Y[:n],
            epochs=self.epochs,
            batch_size=self.batch_size,
            validation=None if validation is None else (X[n:], Y[n:]),
            seed=self.seed,
        )
        self.twin, self.head = (from_keras(self.model.get_layer(n)) for n in ("cell", "change"))
        return self

    def __call__(self, history, horizon):
        """Forecast by feeding each predicted growth back as the newest."""
        at_least(horizon, 1, "horizon")
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
