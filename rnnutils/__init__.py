"""Helpers of the course, in wings through which the data walks.

Every name in ``__all__`` is imported from ``rnnutils`` itself, and is listed there in the order
of the wings; so are `genomics` and `diagrams`, which have names of their own. The wings are
inside: where a name lives may change, its name here does not.

Importing the package loads NumPy, pandas and Matplotlib. All else, Keras and TensorFlow among
it, is loaded by the first function that needs it.
"""

import os

# TensorFlow reads these when it is first imported; its log lines have no place on a page.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # announced on stderr at any log level

from rnnutils.attention.functions import additive, additive_scores, dot_scores, scaled_dot_product
from rnnutils.attention.layers import AdditiveAttention, DotAttention
from rnnutils.attention.masks import causal_mask, masked_softmax, padding_mask
from rnnutils.attention.multi_head import MultiHeadAttention
from rnnutils.attention.norm_and_shortcut import LayerNorm, Residual
from rnnutils.attention.positions import PositionalEncoding, PositionEmbedding, sinusoids
from rnnutils.attention.transformer import TransformerBlock
from rnnutils.figures.comparisons import plot_curves, plot_scores
from rnnutils.figures.maps import plot_alignment, plot_decision, plot_grid
from rnnutils.figures.series import plot_history, plot_pred, plot_series
from rnnutils.figures.style import axes, colour
from rnnutils.figures.text import highlight
from rnnutils.forecasting.baselines import (
    LinearAutoregression,
    fit_exponential_smoothing,
    fit_sarima,
    persistence,
    seasonal_growth,
    seasonal_naive,
)
from rnnutils.forecasting.metrics import mae, mase, rmse
from rnnutils.forecasting.networks import GrowthRNN, residual_rnn
from rnnutils.forecasting.rolling import rmse_by_horizon, rolling_forecast, rolling_origins
from rnnutils.inputs.datasets import airlines, e_coli, moby_dick
from rnnutils.inputs.dates import human_dates, write_date
from rnnutils.inputs.encoding import Vocabulary, one_hot, pad_sequences
from rnnutils.inputs.measured import (
    attention_race,
    binding_race,
    date_race,
    genome_race,
    lag_grid,
    length_race,
    recall_race,
    recombination_race,
    reversal_grid,
    text_race,
)
from rnnutils.inputs.preprocessing import log_seasonal_difference, make_train_test
from rnnutils.inputs.tasks import (
    adding_problem,
    alphabet_walks,
    first_symbol_recall,
    marked_recall,
    reverse_task,
)
from rnnutils.inputs.windowing import make_xy
from rnnutils.keras_training import train_keras
from rnnutils.keras_twins.graph import Add, Graph
from rnnutils.keras_twins.twins import from_keras
from rnnutils.nn.activations import GELU, get_activation, leaky_relu, relu, sigmoid, softmax
from rnnutils.nn.bptt import bptt, state_gradient_norms
from rnnutils.nn.cell import Cell
from rnnutils.nn.feedforward import Dense, FeedForward, Sequential
from rnnutils.nn.gru import GRU
from rnnutils.nn.initialisation import chrono_start, gaussian_start, identity_start, spectral_radius
from rnnutils.nn.layer import Layer, count_parameters
from rnnutils.nn.losses import softmax_cross_entropy, squared_error
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.min_gru import MinGRU, keras_min_gru
from rnnutils.nn.optimisers import SGD, Adagrad, Adam, clip_by_global_norm
from rnnutils.nn.perceptron import Perceptron
from rnnutils.nn.recurrent_layers import Bidirectional, Embedding, Recurrent
from rnnutils.nn.rnn import RNN
from rnnutils.nn.scan import scan_backward, scan_doubling, scan_loop, scan_tree
from rnnutils.renamed import answer_old_names
from rnnutils.text.characters import moby_dick_lstm, next_symbol_scores, read_text
from rnnutils.text.keras_networks import character_network, read_windows, train_characters
from rnnutils.text.metrics import bits_per_symbol, perplexity
from rnnutils.text.ngrams import KneserNey, WittenBell
from rnnutils.text.sampling import generate, softmax_with_temperature
from rnnutils.translation.beam_search import beam_search
from rnnutils.translation.reversal import reversed_by_length, train_to_reverse
from rnnutils.translation.shipped import date_transformer
from rnnutils.translation.translator import END, START, Translator, alphabet

__getattr__ = answer_old_names(
    __name__,
    {
        "train": "train_keras",
        "soften": "softmax_with_temperature",
        "speaker": "next_symbol_scores",
        "train_for": "train_characters",
    },
)

__all__ = [
    # inputs
    "airlines", "moby_dick", "e_coli",
    "attention_race", "binding_race", "date_race", "genome_race", "lag_grid", "length_race",
    "recall_race",
    "recombination_race", "reversal_grid", "text_race",
    "make_train_test", "log_seasonal_difference", "make_xy",
    "Vocabulary", "one_hot", "pad_sequences",
    "first_symbol_recall", "adding_problem", "marked_recall", "alphabet_walks", "reverse_task",
    "write_date", "human_dates",
    # figures
    "colour", "axes",
    "plot_series", "plot_history", "plot_pred", "plot_scores", "plot_curves",
    "plot_decision", "plot_grid", "plot_alignment", "highlight",
    # nn
    "get_activation", "sigmoid", "relu", "leaky_relu", "softmax", "GELU",
    "squared_error", "softmax_cross_entropy",
    "SGD", "Adagrad", "Adam", "clip_by_global_norm",
    "Layer", "count_parameters", "Perceptron", "Dense", "Sequential", "FeedForward",
    "Cell", "RNN", "LSTM", "GRU",
    "spectral_radius", "gaussian_start", "identity_start", "chrono_start",
    "bptt", "state_gradient_norms",
    "scan_loop", "scan_doubling", "scan_tree", "scan_backward", "MinGRU", "keras_min_gru",
    "Embedding", "Recurrent", "Bidirectional",
    # attention
    "causal_mask", "padding_mask", "masked_softmax",
    "dot_scores", "additive_scores", "scaled_dot_product", "additive",
    "DotAttention", "AdditiveAttention", "MultiHeadAttention",
    "sinusoids", "PositionalEncoding", "PositionEmbedding", "LayerNorm", "Residual",
    "TransformerBlock",
    # keras_twins
    "Add", "Graph", "from_keras",
    # keras_training
    "train_keras",
    # forecasting
    "rmse", "mae", "mase", "rolling_forecast", "rmse_by_horizon", "rolling_origins",
    "persistence", "seasonal_naive", "seasonal_growth", "LinearAutoregression", "fit_sarima",
    "fit_exponential_smoothing", "residual_rnn", "GrowthRNN",
    # text
    "bits_per_symbol", "perplexity", "WittenBell", "KneserNey",
    "read_text", "next_symbol_scores", "moby_dick_lstm",
    "softmax_with_temperature", "generate",
    "character_network", "train_characters", "read_windows",
    # translation
    "beam_search", "START", "END", "alphabet", "Translator", "date_transformer",
    "train_to_reverse", "reversed_by_length",
]  # fmt: skip
