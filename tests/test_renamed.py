"""What the first edition offered still answers, under its old name too."""

import warnings

import pytest

import rnnutils
from rnnutils import genomics


@pytest.mark.parametrize(
    ("package", "old", "new"),
    [
        (rnnutils, "train", "train_keras"),
        (rnnutils, "soften", "softmax_with_temperature"),
        (rnnutils, "speaker", "next_symbol_scores"),
        (rnnutils, "train_for", "train_characters"),
        (genomics, "network", "binding_network"),
        (genomics, "train", "train_binding"),
        (genomics, "predict", "predict_binding"),
    ],
)
def test_an_old_name_answers_and_says_the_new_one(package, old, new):
    with pytest.warns(FutureWarning, match=rf"{package.__name__}\.{old} is now .*\.{new}"):
        assert getattr(package, old) is getattr(package, new)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        assert old not in package.__all__


# What the first edition offered; a reader's notebook may use any of it.
FIRST_EDITION = """
airlines moby_dick attention_race binding_race date_race lag_grid length_race reversal_grid
text_race make_train_test log_seasonal_difference make_xy Vocabulary one_hot pad_sequences
first_symbol_recall adding_problem alphabet_walks reverse_task write_date human_dates
get_activation sigmoid relu leaky_relu softmax squared_error softmax_cross_entropy SGD Adagrad Adam
clip_by_global_norm count_parameters Perceptron Dense Sequential FeedForward RNN LSTM GRU
spectral_radius gaussian_start identity_start chrono_start state_gradient_norms scan_loop
scan_doubling scan_tree scan_backward MinGRU keras_min_gru Embedding Recurrent Bidirectional
causal_mask padding_mask masked_softmax dot_scores additive_scores scaled_dot_product additive
DotAttention AdditiveAttention MultiHeadAttention sinusoids PositionalEncoding PositionEmbedding
LayerNorm GELU Residual TransformerBlock Add Graph from_keras rmse mae bits_per_symbol perplexity
rolling_forecast rmse_by_horizon rolling_origins persistence seasonal_naive seasonal_growth
LinearAutoregression fit_sarima fit_exponential_smoothing train residual_rnn GrowthRNN beam_search
alphabet Translator train_to_reverse reversed_by_length WittenBell KneserNey read_text speaker
moby_dick_lstm soften generate character_network train_for read_windows plot_series plot_history
plot_pred plot_scores plot_curves plot_decision plot_grid plot_alignment highlight
""".split()


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_every_name_of_the_first_edition_still_answers():
    for name in FIRST_EDITION:
        assert getattr(rnnutils, name) is not None, name


@pytest.mark.parametrize("package", [rnnutils, genomics], ids=lambda p: p.__name__)
def test_a_name_that_never_was_is_an_error(package):
    with pytest.raises(AttributeError, match=f"{package.__name__!r} has no attribute 'never'"):
        package.never  # noqa: B018


def test_a_warning_points_at_the_line_that_used_the_old_name():
    with pytest.warns(FutureWarning) as caught:
        rnnutils.soften  # noqa: B018
    assert caught[0].filename == __file__
