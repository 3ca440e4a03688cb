"""From a raw series to a training part and a test part on one scale."""

from rnnutils.arrays import as_history, as_series, log, one_of


def make_train_test(data, *, train_fraction=2 / 3, fit_on="train"):
    """Split a series in time and scale both parts to the range of the training part.

    Parameters
    ----------
    data : array of shape (T,) or (T, D)
        A series in time order.
    train_fraction : float
        The share of time steps that trains, between 0 and 1.
    fit_on : {"train", "all"}
        The part whose minimum and maximum become 0 and 1; "all" lets the test part leak into
        the scaler and is here to show just that.

    Returns
    -------
    train, test : ndarrays of shape (T_train, D) and (T_test, D), float32
        Scaled.
    scaler : MinMaxScaler
        Fitted; its ``inverse_transform`` restores the units.

    Raises
    ------
    ValueError
        If the series is too short, not numeric or not finite, the fraction is outside
        (0, 1) or ``fit_on`` is unknown.

    Examples
    --------
    >>> train, test, scaler = make_train_test([10, 20, 30, 40, 50, 60])
    >>> train.ravel().round(2), test.ravel().round(2)
    (array([0.  , 0.33, 0.67, 1.  ], dtype=float32), array([1.33, 1.67], dtype=float32))
    """
    from sklearn.preprocessing import MinMaxScaler

    data = as_series(data)
    if not 0 < train_fraction < 1:
        raise ValueError(f"train_fraction needs a number between 0 and 1; got {train_fraction}")
    one_of(fit_on, ("train", "all"), "fit_on")
    n_train = round(len(data) * train_fraction)
    if not 0 < n_train < len(data):
        raise ValueError(
            f"both parts need at least one time step; got {n_train} for training "
            f"and {len(data) - n_train} for testing from {len(data)}"
        )
    train, test = data[:n_train], data[n_train:]
    scaler = MinMaxScaler().fit(train if fit_on == "train" else data)
    return (
        scaler.transform(train).astype("float32"),
        scaler.transform(test).astype("float32"),
        scaler,
    )


def log_seasonal_difference(series, period):
    r"""Return the growth of each step over the same step one period earlier, in logarithms.

    .. math:: d_t = \log y_t - \log y_{t-s}

    Parameters
    ----------
    series : array of shape (T,)
        Positive numbers in time order.
    period : int
        The season s in time steps.

    Returns
    -------
    ndarray of shape (T - s,)
        Element 0 belongs to time step s.

    Raises
    ------
    ValueError
        If the series is not positive and one-dimensional, or not longer than a period.

    Examples
    --------
    >>> log_seasonal_difference([1, 2, 3, 6], period=2).round(3)
    array([1.099, 1.099])
    """
    logs = log(as_history(series))
    if not 0 < period < len(logs):
        raise ValueError(f"period needs a number from 1 to {len(logs) - 1}; got {period}")
    return logs[period:] - logs[:-period]
