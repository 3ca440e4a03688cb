"""Checks of the exercises on forecasting air travel."""

import functools

import numpy as np

from rnnutils.checks import ask, exercise, explain, require
from rnnutils.forecasting.baselines import persistence, seasonal_naive
from rnnutils.forecasting.metrics import rmse
from rnnutils.forecasting.rolling import rolling_forecast
from rnnutils.inputs.datasets import airlines


@exercise("Count the parameters")
def count_parameters(answer):
    """Compare with the layers' definition for sizes that tell the terms apart."""
    features, units, outputs = 3, 5, 2
    got = ask(answer, features, units, outputs)
    whole = features * units + units * units + units + units * outputs + outputs
    ideas = {
        whole - units * units: "the state also feeds back into every unit of the next step",
        whole - (features - 1) * units: "each unit reads every feature, each with its own weight",
        whole - units - outputs: "each unit, and each output, has a bias too",
        whole - units: "the recurrent units have a bias each",
        whole - outputs: "the output layer has a bias too",
        whole - units * outputs - outputs: "the network does not end at its state",
        whole + (features - units) * outputs: "the output layer reads the state, not the input",
        whole - (outputs - 1) * (units + 1): "there may be more than one output",
        whole + units: "one bias a unit is enough in a SimpleRNN",
        12 * whole: "every time step uses the same weights",
    }
    explain(got, whole, ideas, f"for 3 features, 5 units and 2 outputs {got} is not the count")


@exercise("Cut windows and targets")
def windows(answer):
    """Use values that name their own step, so that a wrong step can be named."""
    series = np.arange(10.0, 17.0)
    got = ask(answer, series, 3)
    require(isinstance(got, tuple) and len(got) == 2, "two things are asked for: X and Y")
    X, Y = map(np.asarray, got)
    require(
        X.ndim == 3 and X.shape[2:] == (1,),
        f"a recurrent layer reads windows × time steps × features; your X has shape {X.shape}",
    )
    require(
        X.shape[1] == 3, f"a window was to show 3 steps; yours shows {X.shape[1]}: look at the axes"
    )
    require(
        len(X) != 2, "your windows do not overlap: a new one may start at every step of the series"
    )
    require(
        len(X) == len(Y), f"every window needs one target; you have {len(X)} and {len(Y)} of them"
    )
    first, target = X[0, :, 0], float(np.ravel(Y)[0])
    require((np.diff(first) > 0).all(), "time runs backwards inside your windows")
    require(
        target != first[-1],
        "your target is the last input: the window and its target overlap, and the network "
        "only has to copy",
    )
    require(target == first[-1] + 1, "your target is not the step that follows its window")
    require(
        len(X) == 4,
        f"7 values hold 4 windows of 3 with a target; you have {len(X)}: look at where the "
        "series ends",
    )
    require(
        (X[:, :, 0] == series[np.arange(4)[:, None] + np.arange(3)]).all()
        and (np.ravel(Y) == series[3:]).all(),
        "the first window is right, a later one is not",
    )


@exercise("Improve the lecture's network")
def settings(answer):
    """Train with these settings until 1955 and validate on 1956, three seeds each."""
    chosen = answer()
    needed = {"units", "time_steps", "epochs"}
    require(
        isinstance(chosen, dict) and set(chosen) == needed,
        "three settings are asked for by name: units, time_steps and epochs",
    )
    require(
        all(isinstance(value, int) and value > 0 for value in chosen.values()),
        "all three are counts: whole numbers of at least 1",
    )
    require(
        chosen["time_steps"] <= 36,
        "with windows that long, hardly any are left to train on in seven years",
    )
    require(
        chosen["units"] <= 64 and chosen["epochs"] <= 200,
        "that may work, but not within a minute: try at most 64 units and 200 epochs",
    )
    lecture = validation_rmse(units=3, time_steps=12, epochs=20)
    reached = validation_rmse(**chosen)
    require(
        reached < 0.9 * lecture,
        f"{reached:.1f} thousand passengers in 1956 where less than {0.9 * lecture:.1f} is "
        "asked for: has it had the time and the units to learn?",
    )
    # Rounded, so that the seventh digit of another machine does not show in a notebook.
    mine, theirs = (5 * round(score / 5) for score in (reached, lecture))
    return f"about {mine} against the lecture's {theirs} thousand passengers in 1956"


@exercise("Stop the leak")
def split_and_scale(answer):
    """Change only the future: nothing about the past may move."""
    series = np.array([20.0, 10.0, 30.0, 25.0, 50.0, 20.0])
    changed = "your function changes the caller's series: the next caller finds other numbers"
    got = ask(answer, series, 4, changed=changed)
    require(isinstance(got, tuple) and len(got) == 2, "two things are asked for: train and test")
    train, test = (np.ravel(part) for part in got)
    require(len(train) == 4 and len(test) == 2, "the first n_train steps train, the rest test")
    for future in ([500.0, 20.0], [50.0, 0.5]):
        moved = np.ravel(answer(np.append(series[:4], future), 4)[0])
        require(
            np.allclose(train, moved),
            "your training part changes when only the future changes: the scaler has seen it",
        )
    require(
        np.isclose(train.min(), 0) and np.isclose(train.max(), 1),
        "the training part should reach from 0 to 1",
    )
    require(
        not (np.isclose(test.min(), 0) and np.isclose(test.max(), 1)),
        "your test part has a scale of its own: the same number of passengers now means two "
        "different things to the network",
    )
    require(
        np.allclose(test, [2.0, 0.5]),
        "the test part is not on the scale of the training part; values above 1 are allowed there",
    )


@exercise("Beat seasonal naive")
def one_month(answer):
    """Judge on 1955 and 1956, and recognise the forecasts that were to be beaten."""
    series = airlines().passengers.to_numpy(float)[:96]
    months = range(72, 96)

    def forecast(history, horizon):
        value = ask(answer, history)
        require(np.size(value) == 1, "one number is asked for, the month that comes next")
        return np.ravel(value)

    got = rolling_forecast(forecast, series, months)[:, 0]
    require(np.isfinite(got).all(), "a forecast of yours is not a finite number")
    require(
        rmse(series[72:], got) > 1,
        "no forecast made in advance is that good: does it look at the months to come?",
    )
    require(
        np.median(got) > 100, "these are not thousand passengers: has a logarithm to be undone?"
    )
    naive = rolling_forecast(seasonal_naive, series, months)[:, 0]
    last = rolling_forecast(persistence, series, months)[:, 0]
    require(
        not np.allclose(got, naive), "this is seasonal naive itself: it misses the yearly growth"
    )
    require(not np.allclose(got, last), "this is persistence: it knows nothing about the season")
    mine, theirs = rmse(series[72:], got), rmse(series[72:], naive)
    require(
        mine < theirs,
        "in 1955 and 1956 seasonal naive is closer: which two months tell how much has grown "
        "over a year, and in which direction?",
    )
    return f"an error of {mine:.1f} against {theirs:.1f} thousand passengers"


@exercise("Forecast twelve months ahead")
def ahead(answer):
    """Let a known rule stand in for the network: the next value is the last plus the first."""
    seen = []

    def predict(X):
        X = np.asarray(X)
        require(
            X.shape == (1, 3, 1),
            f"predict reads one window of shape (1, 3, 1), the length it was trained on; "
            f"it got {X.shape}",
        )
        seen.append(X[0, :, 0].copy())
        return X[:, -1] + X[:, 0]

    window = np.array([1.0, 2.0, 4.0])
    changed = "your function changes the caller's window: the next caller finds another past"
    got = np.ravel(ask(answer, predict, window, 4, changed=changed))
    require(len(got) == 4, f"4 months were asked for; {len(got)} came")
    require(
        not np.allclose(got, got[0]),
        "you ask the same question every month: the window has to move with the forecast",
    )
    require(
        len(seen) < 2 or seen[1][-1] == 5.0,
        "the newest value the network reads should be the one it has just predicted",
    )
    require(
        len(seen) < 2 or (seen[1] == [2.0, 4.0, 5.0]).all(),
        "as a month enters the window, the oldest should leave, and the rest keep their order",
    )
    require(np.allclose(got, [5.0, 7.0, 11.0, 16.0]), "the forecasts are not those of the rule")


@functools.cache  # the lecture's network need not be trained again for every attempt
def validation_rmse(units, time_steps, epochs):
    """Return the RMSE of 1956, in thousands, of the lecture's network trained to 1955.

    It is the median over three seeds.
    """
    import keras

    from rnnutils.inputs.preprocessing import make_train_test
    from rnnutils.inputs.windowing import make_xy
    from rnnutils.keras_training import train_keras

    passengers = airlines().passengers.to_numpy("float32")[:96]
    past, future, scaler = make_train_test(passengers, train_fraction=84 / 96)
    X, Y, *_ = make_xy(past, time_steps)
    X_1956, Y_1956, *_ = make_xy(np.concatenate([past[-time_steps:], future]), time_steps)
    scores = []
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [
                keras.Input((time_steps, 1)),
                keras.layers.SimpleRNN(units),
                keras.layers.Dense(1, activation="tanh"),
            ]
        )
        model.compile(loss="mean_squared_error", optimizer="adam")
        train_keras(model, X, Y, epochs=epochs, batch_size=1, seed=seed)
        restore = scaler.inverse_transform
        scores.append(rmse(restore(Y_1956), restore(model(X_1956))))
    return float(np.median(scores))
