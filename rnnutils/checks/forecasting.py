"""Checks of the exercises on forecasting air travel."""

import functools

import numpy as np

from rnnutils.checks import ask, exercise, explain, meaning, require, shaped
from rnnutils.forecasting.baselines import persistence, seasonal_naive
from rnnutils.forecasting.metrics import rmse
from rnnutils.forecasting.rolling import rolling_forecast
from rnnutils.inputs.datasets import airlines


@exercise("Scale an error")
def scaled_error(answer):
    """Use a series whose steps over one period, over one month and whose level differ."""
    known = np.array([10.0, 20.0, 13.0, 25.0, 11.0, 31.0])
    target, prediction = np.array([22.0, 35.0]), np.array([20.0, 44.0])
    got = ask(answer, target, prediction, known, 2)
    misses, unit = target - prediction, np.abs(known[2:] - known[:-2])
    mae = np.abs(misses).mean()
    ideas = {
        mae: "this still has a unit: what did seasonal naive miss in the known months?",
        misses.mean() / unit.mean(): "a forecast that is too high and one that is too low are "
        "both wrong; in your mean they cancel",
        mae / (known[2:] - known[:-2]).mean(): "in the unit, steps up and steps down cancel",
        rmse(target, prediction) / rmse(known[2:], known[:-2]): "absolute misses are asked for, "
        "not squared ones",
        rmse(target, prediction) / unit.mean(): "the misses of the forecast are to be absolute, "
        "not squared",
        mae / np.abs(np.diff(known)).mean(): "this is the step from one month to the next; "
        "seasonal naive repeats the value of one period ago",
        mae / known.mean(): "this compares with the level; the unit is what seasonal naive missed",
        mae / target.mean(): "this compares with the level; the unit is what seasonal naive missed",
        mae / unit.sum(): "the unit is a mean of misses, not their sum",
        unit.mean() / mae: "upside down: a smaller number should mean a better forecast",
    }
    ahead = np.resize(known[-2:], 2)
    ideas[mae / np.abs(target - ahead).mean()] = (
        "the unit comes from the known months alone, so that it stays the same for every test"
    )
    require(np.size(got) == 1, f"one number is asked for; yours has shape {np.shape(got)}")
    got = got if isinstance(got, str) else float(np.ravel(got)[0])
    explain(got, mae / unit.mean(), ideas, f"{got} is not the scaled error of this example")


@exercise("Choose by one standard error")
def choose(answer):
    """Give cases in which the published rule, the smallest mean and other rules part."""
    # Simplest first; a row a candidate, a column a year.
    steady = np.array([[7.0, 7.1, 6.9], [5.04, 5.14, 4.94], [5.0, 5.1, 4.9]])
    erratic = np.array([[22.0, 14.0, 6.0], [19.0, 14.0, 4.0], [20.0, 12.0, 4.0]])
    clear = np.array([[9.0, 9.1, 9.2], [2.0, 2.1, 2.2], [5.0, 5.1, 5.2]])
    got = [ask(answer, errors) for errors in (steady, erratic, clear)]
    require(
        all(isinstance(g, int | np.integer) and not isinstance(g, bool) for g in got),
        f"the place of a candidate is asked for, a whole number; {got[0]!r} came",
    )
    smallest = [int(errors.mean(axis=1).argmin()) for errors in (steady, erratic, clear)]
    require(got != smallest, "this is the smallest mean: does it matter how sure that mean is?")
    require(got[2] != 0, "a candidate far behind the best was chosen because it is simple")
    require(got[2] == 1, "the best candidate is ahead by far more than its standard error; take it")
    require(
        got[0] == 1,
        "with steady errors the second candidate is within one standard error of the third, and "
        "simpler; the first is not",
    )
    require(
        got[1] == 0,
        "with erratic errors the best candidate's own mean is so unsure that the first candidate "
        "is within reach, too",
    )
    edge = np.array([[5.55, 5.55, 5.55], [4.0, 5.0, 6.0]])
    require(
        ask(answer, edge) == 0,
        "three years are a sample: their variance divides by one less than their number",
    )
    wide = np.array([[5.9, 5.9, 5.9], [4.0, 5.0, 6.0]])
    require(
        ask(answer, wide) == 1,
        "you reach too far: one standard error is allowed, and that of a mean is smaller than the "
        "spread of the single years",
    )


@exercise("Windows for a year at once")
def windows(answer):
    """Use values that name their own step, so that a wrong step can be named."""
    series = np.arange(10.0, 18.0)
    got = ask(answer, series, 3, 2)
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
        Y.ndim == 2 and Y.shape[1] == 2,
        f"each window has a row of 2 targets; your Y has shape {Y.shape}",
    )
    require(
        len(X) == len(Y),
        f"every window needs its targets; you have {len(X)} windows and {len(Y)} rows of targets",
    )
    last, targets = X[0, -1, 0], Y[0]
    require((np.diff(X[0, :, 0]) > 0).all(), "time runs backwards inside your windows")
    require((np.diff(targets) > 0).all(), "the targets of a window do not go forwards in time")
    require(
        targets[0] != last,
        "your first target is the last input: the network only has to copy it",
    )
    require(targets[0] == last + 1, "your targets do not begin with the step after the window")
    require(
        len(X) == 1 or X[1, 0, 0] == 11,
        "a new window may start at every step, also inside the one before",
    )
    require(
        len(X) == 4,
        f"8 values hold 4 windows of 3 with 2 targets each; you have {len(X)}: where does the "
        "last window start?",
    )
    starts = np.arange(4)[:, None]
    require(
        (X[:, :, 0] == series[starts + np.arange(3)]).all()
        and (Y == series[starts + 3 + np.arange(2)]).all(),
        "the first window is right, a later one is not",
    )


@exercise("Improve the recipe's network")
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
    recipe = validation_rmse(units=3, time_steps=12, epochs=20)
    reached = validation_rmse(**chosen)
    require(
        reached < 0.9 * recipe,
        f"{reached:.1f} thousand passengers in 1956 where less than {0.9 * recipe:.1f} is "
        "asked for: has it had the time and the units to learn?",
    )
    # Rounded, so that the seventh digit of another machine does not show in a notebook.
    mine, theirs = (5 * round(score / 5) for score in (reached, recipe))
    return f"about {mine} against the recipe's {theirs} thousand passengers in 1956"


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
    repeat = functools.partial(seasonal_naive, period=12)
    naive = rolling_forecast(repeat, series, months)[:, 0]
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


@exercise("Put an interval around a forecast")
def interval(answer):
    """Give each horizon another spread, and errors that lean to one side."""
    rng = np.random.default_rng(0)
    errors = rng.normal(size=(400, 3)) * [0.02, 0.1, 0.3] + [0.0, 0.05, -0.2]
    forecast = np.array([100.0, 200.0, 300.0])
    axes = "the rows are starts, the columns months ahead: along which axis run the errors of one?"
    with meaning("broadcast", axes):
        got = ask(answer, errors, forecast, 0.8)
    require(isinstance(got, tuple) and len(got) == 2, "two things are asked for: low and high")
    low, high = (shaped(ends, (3,), "each end of the interval") for ends in got)
    require((low < high).all(), "your low end lies above your high end")

    def ends(share, axis=0):
        return np.quantile(errors, [share, 1 - share], axis=axis)

    right = forecast * np.exp(ends(0.1))
    near = functools.partial(np.allclose, [low, high], rtol=0.01)  # any kind of quantile
    ideas = [
        (
            forecast * np.exp(ends(0.2)),
            "inside are to be 80 per cent; yours leaves out 20 per cent on either side",
        ),
        (
            forecast * np.exp(ends(0.1, axis=None)[:, None]),
            "the quantiles of all horizons together: one month ahead is surer than a year ahead",
        ),
        (
            forecast + ends(0.1),
            "the errors are logarithms: what is added there is a factor for the passengers",
        ),
        (
            forecast * (1 + ends(0.1)),
            "a logarithm of 0.3 is not 30 per cent: which function undoes a logarithm?",
        ),
        (
            forecast * np.exp(-ends(0.1)[::-1]),
            "an error is what happened over what was forecast: if past forecasts were too low, "
            "the interval lies higher",
        ),
        (
            forecast * np.exp(errors.std(axis=0) * np.array([[-1.2816], [1.2816]])),
            "your interval is as wide above the forecast as below; the errors lean to one side",
        ),
        (
            forecast * np.exp(np.stack([errors.min(axis=0), errors.max(axis=0)])),
            "from the lowest to the highest: inside are to be 80 per cent of the errors, not all",
        ),
    ]
    for wrong, idea in ideas:
        require(not near(wrong), idea)
    require(near(right), "these ends do not leave out 10 per cent of the errors on either side")
    half = ask(answer, errors, forecast, 0.5)
    require(
        np.allclose(half, forecast * np.exp(ends(0.25)), rtol=0.01),
        "right for 80 per cent, and not for 50: the coverage is the caller's",
    )


@functools.cache  # the recipe's network need not be trained again for every attempt
def validation_rmse(units, time_steps, epochs):
    """Return the RMSE of 1956, in thousands, of the recipe's network trained to 1955.

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
