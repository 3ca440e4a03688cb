"""Right answers to the exercises on forecasting, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils import airlines, make_xy
from rnnutils.checks import forecasting

ALL = airlines().passengers.to_numpy(float)


def plain_windows(series, steps, *, stride=1, ahead=0, stop=0, feature_axis=True):
    starts = range(0, len(series) - steps - stop, stride)
    X = np.array([series[s : s + steps] for s in starts])
    Y = np.array([series[s + steps + ahead] for s in starts])
    return (X[..., None] if feature_axis else X), Y


def recursion(predict, window, horizon, *, move=lambda window, new: np.append(window[1:], new)):
    values = []
    for _ in range(horizon):
        values.append(predict(np.asarray(window)[None, :, None])[0, 0])
        window = move(window, values[-1])
    return np.array(values)


def in_place(predict, window, horizon):
    values = []
    for _ in range(horizon):
        values.append(predict(window[None, :, None])[0, 0])
        window[:-1], window[-1] = window[1:].copy(), values[-1]
    return np.array(values)


def scaled(part, whole):
    return (part - whole.min()) / (whole.max() - whole.min())


def scaled_in_place(series, n_train):
    low, high = series[:n_train].min(), series[:n_train].max()
    series -= low
    series /= high - low
    return series[:n_train], series[n_train:]


RIGHT = [
    (forecasting.count_parameters, lambda d, h, o: h * (d + h + 1) + o * (h + 1)),
    (forecasting.windows, plain_windows),
    (forecasting.windows, lambda s, t: make_xy(s, t)[:2]),
    (forecasting.split_and_scale, lambda s, n: (scaled(s[:n], s[:n]), scaled(s[n:], s[:n]))),
    (
        forecasting.split_and_scale,
        lambda s, n: tuple(scaled(p[:, None], s[:n]) for p in (s[:n], s[n:])),
    ),
    (forecasting.one_month, lambda h: h[-12] * h[-1] / h[-13]),
    (forecasting.one_month, lambda h: h[-12] + h[-1] - h[-13]),
    (forecasting.ahead, recursion),
    (forecasting.ahead, lambda p, w, n: list(recursion(p, w, n))),
    (forecasting.settings, lambda: {"units": 8, "time_steps": 12, "epochs": 60}),
]

WRONG = [
    (forecasting.count_parameters, lambda d, h, o: d * h + h + h * o + o, "feeds back"),
    (forecasting.count_parameters, lambda d, h, o: d * h + h * h + h * o, "a bias too"),
    (forecasting.count_parameters, lambda d, h, o: d * h + h * h + h * o + o, "units have a bias"),
    (forecasting.count_parameters, lambda d, h, o: h * (d + h + 1) + h * o, "output layer has"),
    (forecasting.count_parameters, lambda d, h, o: h * (d + h + 1), "does not end at its state"),
    (forecasting.count_parameters, lambda d, h, o: h * (h + 2) + o * (h + 1), "every feature"),
    (forecasting.count_parameters, lambda d, h, o: h * (d + h + 1) + o * (d + 1), "not the input"),
    (forecasting.count_parameters, lambda d, h, o: h * (d + h + 1) + h + 1, "more than one output"),
    (
        forecasting.count_parameters,
        lambda d, h, o: h * (d + h + 2) + o * (h + 1),
        "one bias a unit",
    ),
    (
        forecasting.count_parameters,
        lambda d, h, o: 12 * (h * (d + h + 1) + o * (h + 1)),
        "same weights",
    ),
    (forecasting.count_parameters, lambda d, h, o: 19, "is not the count"),
    (forecasting.count_parameters, lambda d, h, o: None, "returns nothing"),
    (forecasting.windows, lambda s, t: plain_windows(s, t)[0], "two things"),
    (forecasting.windows, lambda s, t: plain_windows(s, t, feature_axis=False), "features"),
    (forecasting.windows, lambda s, t: plain_windows(s, t, ahead=-1), "overlap"),
    (forecasting.windows, lambda s, t: plain_windows(s, t, ahead=1, stop=1), "not the step that"),
    (forecasting.windows, lambda s, t: plain_windows(s, t, stride=t), "do not overlap"),
    (forecasting.windows, lambda s, t: plain_windows(s, t, stop=1), "where the series ends"),
    (forecasting.windows, lambda s, t: plain_windows(s, t + 1), "look at the axes"),
    (
        forecasting.windows,
        lambda s, t: (plain_windows(s, t)[0][:, ::-1], plain_windows(s, t)[1]),
        "backwards",
    ),
    (
        forecasting.windows,
        lambda s, t: (plain_windows(s, t)[0], s),
        "every window needs one target",
    ),
    (forecasting.split_and_scale, lambda s, n: (scaled(s, s)[:n], scaled(s, s)[n:]), "has seen it"),
    (
        forecasting.split_and_scale,
        lambda s, n: (scaled(s[:n], s[:n]), scaled(s[n:], s[n:])),
        "scale of its own",
    ),
    (
        forecasting.split_and_scale,
        lambda s, n: tuple((p - s.min()) / np.ptp(s[:n]) for p in (s[:n], s[n:])),
        "has seen it",
    ),
    (forecasting.split_and_scale, scaled_in_place, "changes the caller's series"),
    (forecasting.split_and_scale, lambda s, n: (s[:n], s[n:]), "from 0 to 1"),
    (
        forecasting.split_and_scale,
        lambda s, n: (scaled(s[:n], s[:n]), np.clip(scaled(s[n:], s[:n]), 0, 1)),
        "values above 1 are",
    ),
    (forecasting.split_and_scale, lambda s, n: scaled(s, s[:n]), "two things"),
    (forecasting.one_month, lambda h: h[-12], "seasonal naive itself"),
    (forecasting.one_month, lambda h: h[-1], "this is persistence"),
    (forecasting.one_month, lambda h: h.mean(), "seasonal naive is closer"),
    (forecasting.one_month, lambda h: h[-12] * h[-13] / h[-1], "in which direction"),
    (forecasting.one_month, lambda h: np.log(h[-12] * h[-1] / h[-13]), "logarithm to be undone"),
    (forecasting.one_month, lambda h: ALL[len(h)], "look at the months to come"),
    (forecasting.one_month, lambda h: h[-12:], "one number"),
    (forecasting.one_month, lambda h: np.nan, "not a finite number"),
    (forecasting.one_month, lambda h: None, "returns nothing"),
    (forecasting.ahead, lambda p, w, n: recursion(p, w, n, move=lambda w, v: w), "same question"),
    (
        forecasting.ahead,
        lambda p, w, n: recursion(p, w, n, move=lambda w, v: np.append(w[:-1], v)),
        "the oldest should leave",
    ),
    (
        forecasting.ahead,
        lambda p, w, n: recursion(p, w, n, move=lambda w, v: np.append(v, w[:-1])),
        "newest value",
    ),
    (
        forecasting.ahead,
        lambda p, w, n: recursion(p, w, n, move=lambda w, v: np.append(w, v)),
        "the length it was trained on",
    ),
    (forecasting.ahead, lambda p, w, n: recursion(p, w, n - 1), "were asked for"),
    (forecasting.ahead, in_place, "changes the caller's window"),
    (forecasting.ahead, lambda p, w, n: None, "returns nothing"),
    (forecasting.settings, lambda: {"units": 8}, "units, time_steps and epochs"),
    (
        forecasting.settings,
        lambda: {"units": 8, "time_steps": 12, "epochs": 2.5},
        "whole numbers",
    ),
    (
        forecasting.settings,
        lambda: {"units": 8, "time_steps": 80, "epochs": 20},
        "hardly any are left",
    ),
    (
        forecasting.settings,
        lambda: {"units": 800, "time_steps": 12, "epochs": 20},
        "within a minute",
    ),
    (
        forecasting.settings,
        lambda: {"units": 3, "time_steps": 3, "epochs": 2},
        "the time and the units to learn",
    ),
]
