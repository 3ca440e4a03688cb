"""Helpers of the course, listed in the order data flows through them.

Every name here may be imported from ``rnnutils`` itself; the rooms show where it lives.
Importing the package loads NumPy, pandas and Matplotlib. Keras and TensorFlow are loaded by
the first function that needs them.
"""

import os

# TensorFlow reads these when it is first imported; its log lines have no place on a page.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # announced on stderr at any log level

from rnnutils.activations import (
    get_activation,
    leaky_relu,
    relu,
    sigmoid,
    softmax,
)
from rnnutils.alignment import AdditiveAttention, DotAttention
from rnnutils.attention import (
    additive,
    additive_scores,
    dot_scores,
    scaled_dot_product,
)
from rnnutils.baselines import (
    LinearAutoregression,
    fit_exponential_smoothing,
    fit_sarima,
    persistence,
    seasonal_growth,
    seasonal_naive,
)
from rnnutils.bottleneck import reversed_by_length, train_to_reverse
from rnnutils.bptt import state_gradient_norms
from rnnutils.characters import moby_dick_lstm, read_text, speaker
from rnnutils.datasets import airlines, moby_dick
from rnnutils.dates import human_dates, write_date
from rnnutils.decoding import beam_search
from rnnutils.encoding import Vocabulary, one_hot, pad_sequences
from rnnutils.feedforward import Dense, FeedForward, Sequential
from rnnutils.forecasting import (
    rmse_by_horizon,
    rolling_forecast,
    rolling_origins,
)
from rnnutils.graph import Add, Graph
from rnnutils.heads import MultiHeadAttention
from rnnutils.highlight import highlight
from rnnutils.initialisation import (
    chrono_start,
    gaussian_start,
    identity_start,
    spectral_radius,
)
from rnnutils.layers import Bidirectional, Embedding, Recurrent
from rnnutils.maps import plot_alignment, plot_decision, plot_grid
from rnnutils.masks import causal_mask, masked_softmax, padding_mask
from rnnutils.metrics import bits_per_symbol, mae, perplexity, rmse
from rnnutils.min_gru import MinGRU, keras_min_gru
from rnnutils.models import GrowthRNN, residual_rnn, train
from rnnutils.ngrams import KneserNey, WittenBell
from rnnutils.perceptron import Perceptron
from rnnutils.plotting import (
    plot_curves,
    plot_history,
    plot_pred,
    plot_scores,
    plot_series,
)
from rnnutils.positions import PositionalEncoding, PositionEmbedding, sinusoids
from rnnutils.preprocessing import log_seasonal_difference, make_train_test
from rnnutils.records import (
    attention_race,
    binding_race,
    date_race,
    lag_grid,
    length_race,
    reversal_grid,
    text_race,
)
from rnnutils.recurrent import GRU, LSTM, RNN
from rnnutils.residual import GELU, LayerNorm, Residual
from rnnutils.sampling import generate, soften
from rnnutils.scan import scan_backward, scan_doubling, scan_loop, scan_tree
from rnnutils.tasks import adding_problem, alphabet_walks, first_symbol_recall, reverse_task
from rnnutils.text_models import character_network, read_windows, train_for
from rnnutils.training import (
    SGD,
    Adagrad,
    Adam,
    clip_by_global_norm,
    count_parameters,
    softmax_cross_entropy,
    squared_error,
)
from rnnutils.transformer import TransformerBlock
from rnnutils.translation import Translator, alphabet
from rnnutils.twins import from_keras
from rnnutils.windowing import make_xy

__all__ = [
    # datasets
    "airlines", "moby_dick",
    # records
    "attention_race", "binding_race", "date_race", "lag_grid", "length_race", "reversal_grid",
    "text_race",
    # preprocessing
    "make_train_test", "log_seasonal_difference",
    # windowing
    "make_xy",
    # encoding
    "Vocabulary", "one_hot", "pad_sequences",
    # tasks
    "first_symbol_recall", "adding_problem", "alphabet_walks", "reverse_task",
    # dates
    "write_date", "human_dates",
    # activations
    "get_activation", "sigmoid", "relu", "leaky_relu", "softmax",
    # training
    "squared_error", "softmax_cross_entropy", "SGD", "Adagrad", "Adam", "clip_by_global_norm",
    "count_parameters",
    # perceptron
    "Perceptron",
    # feedforward
    "Dense", "Sequential", "FeedForward",
    # recurrent
    "RNN", "LSTM", "GRU",
    # initialisation
    "spectral_radius", "gaussian_start", "identity_start", "chrono_start",
    # bptt
    "state_gradient_norms",
    # scan
    "scan_loop", "scan_doubling", "scan_tree", "scan_backward",
    # min_gru
    "MinGRU", "keras_min_gru",
    # layers
    "Embedding", "Recurrent", "Bidirectional",
    # masks
    "causal_mask", "padding_mask", "masked_softmax",
    # attention
    "dot_scores", "additive_scores", "scaled_dot_product", "additive",
    # alignment
    "DotAttention", "AdditiveAttention",
    # heads
    "MultiHeadAttention",
    # positions
    "sinusoids", "PositionalEncoding", "PositionEmbedding",
    # residual
    "LayerNorm", "GELU", "Residual",
    # transformer
    "TransformerBlock",
    # graph
    "Add", "Graph",
    # twins
    "from_keras",
    # metrics
    "rmse", "mae", "bits_per_symbol", "perplexity",
    # forecasting
    "rolling_forecast", "rmse_by_horizon", "rolling_origins",
    # baselines
    "persistence", "seasonal_naive", "seasonal_growth", "LinearAutoregression", "fit_sarima",
    "fit_exponential_smoothing",
    # models
    "train", "residual_rnn", "GrowthRNN",
    # decoding
    "beam_search",
    # translation
    "alphabet", "Translator",
    # bottleneck
    "train_to_reverse", "reversed_by_length",
    # ngrams
    "WittenBell", "KneserNey",
    # characters
    "read_text", "speaker", "moby_dick_lstm",
    # sampling
    "soften", "generate",
    # text_models
    "character_network", "train_for", "read_windows",
    # plotting
    "plot_series", "plot_history", "plot_pred", "plot_scores", "plot_curves",
    # maps
    "plot_decision", "plot_grid", "plot_alignment",
    # highlight
    "highlight",
]  # fmt: skip
