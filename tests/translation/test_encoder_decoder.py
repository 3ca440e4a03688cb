"""The networks of the chapters on translation, counted by hand."""

import pytest

from rnnutils.translation.encoder_decoder import encoder_decoder

pytest.importorskip("keras")


def gru(n_features, H):
    return 3 * (n_features * H + H * H + 2 * H)


@pytest.mark.parametrize(
    ("attention", "looks"),
    [
        (None, lambda H: 0),
        ("dot", lambda H: H * H),  # keys
        ("additive", lambda H: H * H // 2 + H // 2 + H * H // 2 + H // 2),  # queries, keys, scale
    ],
)
def test_a_recurrent_translator_has_the_parameters_of_its_parts(attention, looks):
    n_source, n_target, H = 7, 5, 8
    symbols = (n_source + n_target) * H // 2
    join, output = 2 * H * H + H, H * n_target + n_target
    parts = symbols + 2 * gru(H // 2, H) + looks(H) + join + output
    assert encoder_decoder(attention, n_source, n_target, H).count_params() == parts


def test_a_translator_without_recurrence_has_the_parameters_of_its_parts():
    n_source, n_target, H = 7, 5, 8
    symbols, looks = (n_source + n_target) * H, 3 * 4 * (H * H + H)
    behind = 2 * (H * 2 * H + 2 * H + 2 * H * H + H)
    norms, output = 7 * 2 * H, H * n_target + n_target  # one before each part, two at the ends
    network = encoder_decoder("transformer", n_source, n_target, H, time_steps=(4, 3))
    assert network.count_params() == symbols + looks + behind + norms + output
