"""Pictures of attention and of Transformers show what the functions compute."""

import numpy as np
import pytest
from diagrams.gallery import PHONE, faults

from rnnutils import diagrams, scaled_dot_product
from rnnutils.diagrams.parts import Node
from rnnutils.diagrams.render import least_width


def test_attention_fills_in_the_numbers_of_one_look():
    rng = np.random.default_rng(1)
    H, s, scores = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=3)
    d = diagrams.attention(H, s, words=["a", "b", "c"])
    context, A = scaled_dot_product(s[None], H, H, scale=1)
    np.testing.assert_allclose(d.data["weights"], A[0])
    np.testing.assert_allclose(d.data["context"], context[0])
    thick = [d.parts[f"α_{j} to context"].thickness for j in (1, 2, 3)]
    assert np.argmax(thick) == A.argmax()
    other = diagrams.attention(H, s, scores=scores)
    assert other.data["scores"] == scores.tolist()
    assert float(other.parts["e_1"].value.replace("−", "-")) == round(scores[0], 2)


@pytest.mark.parametrize("states", [1, 2, 3])
def test_attention_grows_with_the_states_of_its_encoder(states):
    d = diagrams.attention(states)
    assert faults(d) == [] and least_width(d) <= PHONE
    assert d.data == {"scores": None, "weights": None, "context": None}
    assert sum(p.role == "gate" for p in d.parts.values() if isinstance(p, Node)) == states


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"H": np.eye(2)}, "need the state s that asks, or its scores; got neither"),
        ({"H": np.eye(2), "s": np.ones(3)}, "s needs shape"),
        ({"H": np.eye(2), "scores": np.ones(3)}, "scores needs shape"),
        ({"H": 3, "words": ["a"]}, "words needs one to each of 3 states; got 1"),
        ({"H": 0}, "H needs a whole number"),
    ],
)
def test_attention_says_which_numbers_it_needs(options, message):
    with pytest.raises(ValueError, match=message):
        diagrams.attention(**options)


def test_self_attention_shows_the_weights_of_the_last_step():
    A = np.array([[0.9, 0.1], [0.25, 0.75]])
    d = diagrams.self_attention(A, words=["a", "b"])
    assert d.data["weights"] == [0.25, 0.75] and d.data["time_steps"] == 2
    assert d.parts["α_2"].value == "0.75"
    thick = [d.parts[f"α_{t} to y"].thickness for t in (1, 2)]
    assert thick[0] < thick[1]
    with pytest.raises(ValueError, match="words needs one to each of 2 steps; got 3"):
        diagrams.self_attention(A, words=["a", "b", "c"])


@pytest.mark.parametrize(("norm", "order"), [("pre", 1), ("post", -1)])
def test_the_norm_of_a_block_stands_where_its_name_says(norm, order):
    d = diagrams.transformer_block(norm)
    for part in ("attention", "network"):
        below = d.parts[f"norm {part}"].y - d.parts[part].y  # y grows downwards
        assert below * order > 0
    with pytest.raises(ValueError, match="norm needs one of"):
        diagrams.transformer_block("around")


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_every_head_has_weights_of_its_own(heads):
    d = diagrams.multi_head(heads)
    assert sum(part.role == "gate" for part in d.parts.values() if isinstance(part, Node)) == heads
    assert faults(d) == []


@pytest.mark.parametrize("steps", [2, 4])
def test_self_attention_grows_with_its_sequence(steps):
    d = diagrams.self_attention(steps)
    assert faults(d) == [] and least_width(d) <= PHONE
