"""The long training: it learns, writes what it learned, and goes on where it stopped."""

import json

import numpy as np
import pytest

from rnnutils import LSTM, Adam, Vocabulary
from rnnutils.text.characters import restore
from tools.runs import language_model

VOCABULARY = Vocabulary("abcd")
TEXT = np.random.default_rng(0).choice(4, p=[0.7, 0.1, 0.1, 0.1], size=2000)
TEXT[1::2] = (TEXT[::2] + 1) % 4  # every second symbol follows from the one before


def options(out, *more):
    small = "--units 8 --streams 4 --time-steps 20 --epochs 3 --learning-rate 0.03"
    return language_model.options([*small.split(), "--out", str(out), *more])


def train(args, text=TEXT):
    return language_model.train(text, text[:500], VOCABULARY, args)


def weights(file):
    with np.load(file) as saved:
        return restore(saved)[0].parameters


def test_the_loss_falls_and_the_best_weights_are_written(tmp_path, capsys):
    out = tmp_path / "small.npz"
    record = train(options(out))
    epochs, losses, validation = zip(*record["history"], strict=True)
    assert epochs == (1, 2, 3) and losses[-1] < losses[0] - 0.1
    assert capsys.readouterr().out.count("validation") == 3
    with np.load(out) as saved:
        cell, vocabulary, kept = restore(saved)
    assert (cell.units, vocabulary.symbols) == (8, list("abcd"))
    assert kept["history"][-1][2] == min(validation) and kept["settings"]["units"] == 8
    assert [file.name for file in tmp_path.iterdir()] == ["small.npz"]


def test_stopped_and_resumed_it_ends_with_the_same_weights(tmp_path, monkeypatch):
    train(options(tmp_path / "whole.npz"))
    epoch = language_model.train_epoch

    def stop_in_the_third(cell, optimiser, numbers, number, args):
        if number == 2:
            raise KeyboardInterrupt
        return epoch(cell, optimiser, numbers, number, args)

    monkeypatch.setattr(language_model, "train_epoch", stop_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        train(options(tmp_path / "parts.npz"))
    monkeypatch.setattr(language_model, "train_epoch", epoch)
    train(options(tmp_path / "parts.npz"))
    one, other = weights(tmp_path / "whole.npz"), weights(tmp_path / "parts.npz")
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


def test_other_settings_do_not_go_on_from_a_checkpoint(tmp_path):
    out = tmp_path / "small.npz"
    cell = LSTM(4, 8, 4, dtype="float32")
    checkpoint = out.with_suffix(".resume.npz")
    language_model.suspend(checkpoint, cell, Adam(), {"settings": {"units": 9}, "history": []})
    with pytest.raises(SystemExit, match="other settings"):
        train(options(out))


def test_dropped_weights_are_left_out_of_an_update_and_come_back():
    cell = LSTM(4, 8, 4, dtype="float32")
    before = {name: p.copy() for name, p in cell.parameters.items()}
    X, Y = TEXT[:40].reshape(2, 20), TEXT[1:41].reshape(2, 20)
    rng = np.random.default_rng(0)
    _, state = language_model.update(cell, Adam(0.01), X, Y, None, drop=0.5, rng=rng)
    still = {name: (cell.parameters[name] == before[name]).mean() for name in before}
    assert 0.3 < still["W_hh"] < 0.7 and 0.3 < still["W_hy"] < 0.7 and still["W_xh"] == 0
    assert state["h"].shape == (2, 8)


def test_the_shipped_weights_were_made_with_the_settings_that_are_the_default():
    with np.load(language_model.OUT) as saved:
        record = json.loads(str(saved["record"]))
    default = vars(language_model.options([]))
    assert record["settings"] == {name: default[name] for name in record["settings"]}
    assert {"seed", "epochs", "units", "drop"} <= set(record["settings"])
