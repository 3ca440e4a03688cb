"""Right answers to the exercises on forecasting, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils import airlines, make_xy, mase, rmse
from rnnutils.checks import forecasting

ALL = airlines().passengers.to_numpy(float)


def plain_windows(series, steps, horizon, *, stride=1, ahead=0, stop=0, feature_axis=True):
    starts = range(0, len(series) - steps - horizon + 1 - stop, stride)
    X = np.array([series[s : s + steps] for s in starts])
    Y = np.array([series[s + steps + ahead : s + steps + ahead + horizon] for s in starts])
    return (X[..., None] if feature_axis else X), Y


def scaled_miss(target, prediction, known, period, *, size=np.abs, of=np.mean):
    return of(size(target - prediction)) / of(size(known[period:] - known[:-period]))


def one_error(errors, *, width=1.0, ddof=1, root=True, simplest=True):
    mean = errors.mean(axis=1)
    best = mean.argmin()
    error = errors[best].std(ddof=ddof) / (np.sqrt(errors.shape[1]) if root else 1)
    tied = np.flatnonzero(mean <= mean[best] + width * error)
    return tied[0] if simplest else tied[-1]


def paired(errors):
    gaps = errors - errors[errors.mean(axis=1).argmin()]
    reach = gaps.std(axis=1, ddof=1) / np.sqrt(errors.shape[1])
    return np.flatnonzero(gaps.mean(axis=1) <= reach)[0]


def quantiles(errors, forecast, coverage, *, axis=0, tails=2, undo=np.exp, sign=1):
    outside = (1 - coverage) / tails
    low, high = np.quantile(sign * errors, [outside, 1 - outside], axis=axis)
    return forecast * undo(low), forecast * undo(high)


def bell(errors, forecast, coverage):
    width = np.exp(1.2816 * errors.std(axis=0))
    return forecast / width, forecast * width


def scaled(part, whole):
    return (part - whole.min()) / (whole.max() - whole.min())


def scaled_in_place(series, n_train):
    low, high = series[:n_train].min(), series[:n_train].max()
    series -= low
    series /= high - low
    return series[:n_train], series[n_train:]


RIGHT = [
    (forecasting.scaled_error, scaled_miss),
    (forecasting.scaled_error, lambda y, p, k, s: mase(y, p, k, period=s)),
    (forecasting.choose, one_error),
    (forecasting.choose, lambda errors: int(one_error(errors))),
    (forecasting.windows, plain_windows),
    (forecasting.split_and_scale, lambda s, n: (scaled(s[:n], s[:n]), scaled(s[n:], s[:n]))),
    (
        forecasting.split_and_scale,
        lambda s, n: tuple(scaled(p[:, None], s[:n]) for p in (s[:n], s[n:])),
    ),
    (forecasting.one_month, lambda h: h[-12] * h[-1] / h[-13]),
    (forecasting.one_month, lambda h: h[-12] + h[-1] - h[-13]),
    (forecasting.interval, quantiles),
    (forecasting.interval, lambda e, f, c: (list(quantiles(e, f, c)[0]), quantiles(e, f, c)[1])),
    (forecasting.settings, lambda: {"units": 8, "time_steps": 12, "epochs": 60}),
]

WRONG = [
    (forecasting.scaled_error, lambda y, p, k, s: np.abs(y - p).mean(), "still has a unit"),
    (
        forecasting.scaled_error,
        lambda y, p, k, s: (y - p).mean() / np.abs(k[s:] - k[:-s]).mean(),
        "they cancel",
    ),
    (
        forecasting.scaled_error,
        lambda y, p, k, s: np.abs(y - p).mean() / (k[s:] - k[:-s]).mean(),
        "steps down cancel",
    ),
    (
        forecasting.scaled_error,
        lambda y, p, k, s: rmse(y, p) / rmse(k[s:], k[:-s]),
        "not squared ones",
    ),
    (
        forecasting.scaled_error,
        lambda y, p, k, s: rmse(y, p) / np.abs(k[s:] - k[:-s]).mean(),
        "forecast are to be absolute",
    ),
    (
        forecasting.scaled_error,
        lambda y, p, k, s: scaled_miss(y, p, k, 1),
        "from one month to the next",
    ),
    (forecasting.scaled_error, lambda y, p, k, s: np.abs(y - p).mean() / k.mean(), "the level"),
    (forecasting.scaled_error, lambda y, p, k, s: np.abs(y - p).mean() / y.mean(), "the level"),
    (
        forecasting.scaled_error,
        lambda y, p, k, s: np.abs(y - p).mean() / np.abs(k[s:] - k[:-s]).sum(),
        "not their sum",
    ),
    (forecasting.scaled_error, lambda y, p, k, s: 1 / scaled_miss(y, p, k, s), "upside down"),
    (
        forecasting.scaled_error,
        lambda y, p, k, s: np.abs(y - p).mean() / np.abs(y - k[-s:]).mean(),
        "known months alone",
    ),
    (forecasting.scaled_error, lambda y, p, k, s: np.abs(y - p) / k[-1], "one number"),
    (forecasting.scaled_error, lambda y, p, k, s: "0.8", "is text"),
    (forecasting.scaled_error, lambda y, p, k, s: 19.0, "is not the scaled error"),
    (forecasting.scaled_error, lambda y, p, k, s: None, "returns nothing"),
    (forecasting.choose, lambda e: e.mean(axis=1).argmin(), "smallest mean"),
    (forecasting.choose, lambda e: 0, "because it is simple"),
    (forecasting.choose, lambda e: 2, "take it"),
    (forecasting.choose, lambda e: one_error(e, simplest=False), "smallest mean"),
    (forecasting.choose, paired, "with steady errors"),
    (forecasting.choose, lambda e: 1, "unsure"),
    (forecasting.choose, lambda e: one_error(e, ddof=0), "one less than their number"),
    (forecasting.choose, lambda e: one_error(e, width=2), "reach too far"),
    (forecasting.choose, lambda e: one_error(e, root=False), "reach too far"),
    (forecasting.choose, lambda e: e.mean(axis=1).min(), "a whole number"),
    (forecasting.choose, lambda e: "the first", "a whole number"),
    (forecasting.choose, lambda e: None, "returns nothing"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t, h)[0], "two things"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t, h, feature_axis=False), "features"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t, h, ahead=-1), "only has to copy"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t, h, ahead=1, stop=1), "do not begin"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t, h, stride=t), "at every step"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t, h, stop=1), "last window start"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t + 1, h), "look at the axes"),
    (forecasting.windows, lambda s, t, h: make_xy(s, t)[:2], "a row of 2 targets"),
    (forecasting.windows, lambda s, t, h: plain_windows(s, t, h + 1), "a row of 2 targets"),
    (
        forecasting.windows,
        lambda s, t, h: (plain_windows(s, t, h)[0][:, ::-1], plain_windows(s, t, h)[1]),
        "backwards",
    ),
    (
        forecasting.windows,
        lambda s, t, h: (plain_windows(s, t, h)[0], plain_windows(s, t, h)[1][:, ::-1]),
        "go forwards",
    ),
    (
        forecasting.windows,
        lambda s, t, h: (plain_windows(s, t, h)[0], plain_windows(s, t, h)[1][1:]),
        "needs its targets",
    ),
    (forecasting.windows, lambda s, t, h: None, "returns nothing"),
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
    (forecasting.interval, lambda e, f, c: quantiles(e, f, c)[0], "two things"),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, c)[::-1], "above your high end"),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, c, tails=1), "on either side"),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, c, axis=None), "surer than a year"),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, c, axis=1), "along which axis"),
    (
        forecasting.interval,
        lambda e, f, c: tuple(f + np.quantile(e, [(1 - c) / 2, (1 + c) / 2], axis=0)),
        "a factor for",
    ),
    (
        forecasting.interval,
        lambda e, f, c: quantiles(e, f, c, undo=lambda q: 1 + q),
        "undoes a logarithm",
    ),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, c, sign=-1), "lies higher"),
    (forecasting.interval, bell, "lean to one side"),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, 1.0), "not all"),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, 0.8), "and not for 50"),
    (forecasting.interval, lambda e, f, c: quantiles(e, f, 0.95), "on either side"),
    (forecasting.interval, lambda e, f, c: None, "returns nothing"),
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
