"""Helpers of the course, listed in the order data flows through them.

Every name here may be imported from ``rnnutils`` itself; the rooms show where it lives.
Importing the package loads NumPy, pandas and Matplotlib. Keras and TensorFlow are loaded by
the first function that needs them.
"""

import os

# TensorFlow reads these when it is first imported; its log lines have no place on a page.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # announced on stderr at any log level

from rnnutils.datasets import airlines  # noqa: E402
from rnnutils.forecasting import (  # noqa: E402
    LinearAutoregression,
    fit_exponential_smoothing,
    fit_sarima,
    persistence,
    rmse_by_horizon,
    rolling_forecast,
    rolling_origins,
    seasonal_growth,
    seasonal_naive,
)
from rnnutils.metrics import mae, rmse  # noqa: E402
from rnnutils.models import GrowthRNN, residual_rnn, train  # noqa: E402
from rnnutils.plotting import (  # noqa: E402
    plot_curves,
    plot_history,
    plot_pred,
    plot_scores,
    plot_series,
)
from rnnutils.preprocessing import log_seasonal_difference, make_train_test  # noqa: E402
from rnnutils.windowing import make_xy  # noqa: E402

__all__ = [
    # datasets
    "airlines",
    # preprocessing
    "make_train_test",
    "log_seasonal_difference",
    # windowing
    "make_xy",
    # metrics
    "rmse",
    "mae",
    # forecasting
    "persistence",
    "seasonal_naive",
    "seasonal_growth",
    "LinearAutoregression",
    "fit_sarima",
    "fit_exponential_smoothing",
    "rolling_forecast",
    "rmse_by_horizon",
    "rolling_origins",
    # models
    "train",
    "residual_rnn",
    "GrowthRNN",
    # plotting
    "plot_series",
    "plot_history",
    "plot_pred",
    "plot_scores",
    "plot_curves",
]
