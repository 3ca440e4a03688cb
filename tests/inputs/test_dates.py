"""Human dates: one reading each, and no day of the test in training, whatever Babel writes."""

import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pytest

from rnnutils import human_dates, write_date
from rnnutils.inputs import dates

SPLITS = {split: human_dates(300, split=split, seed=1) for split in dates.SPLITS}


def test_every_text_has_one_reading():
    # a leap year, and years whose two digits could be a day or a month
    days = [date(2004, 1, 1) + timedelta(k) for k in range(366)]
    days += [
        date(year, month, day)
        for year in (1950, 1999, 2001, 2012)
        for month in range(1, 13)
        for day in (1, 4, 12, 28)
    ]
    meaning = {}
    for language in dates.LANGUAGES:
        for form in dates.FORMATS:
            if (language, form) not in dates.UNDECIDABLE:
                for day in days:
                    assert meaning.setdefault(write_date(day, language, form), day) == day


def test_the_form_left_out_has_two_readings():
    english, spanish = (
        write_date(date(2005, 3, 4), "en", "short"),
        write_date(date(2005, 4, 3), "es", "short"),
    )
    assert english == spanish


def test_no_day_is_in_two_splits_and_all_days_are_in_one():
    parts = [set(dates.days_of(split)) for split in ("train", "validation", "test")]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 36_525
    assert min(set.union(*parts)) == date(1950, 1, 1) and max(set.union(*parts)) == date(
        2049, 12, 31
    )


def test_long_texts_are_of_days_nobody_trained_on():
    long = set(dates.days_of("long"))
    assert long == set(dates.days_of("test"))
    assert long.isdisjoint([*dates.days_of("train"), *dates.days_of("validation")])


@pytest.mark.parametrize("split", dates.SPLITS)
def test_a_text_says_its_day_and_the_day_is_of_the_split(split):
    days = set(dates.days_of(split))
    for row in SPLITS[split].itertuples():
        day = date.fromisoformat(row.target)
        assert day in days
        assert row.source == write_date(day, row.language, row.form)
        assert (row.language, row.form) not in dates.UNDECIDABLE


def test_only_the_long_split_is_longer_than_training():
    lengths = {split: SPLITS[split].source.str.len() for split in dates.SPLITS}
    assert lengths["long"].min() > dates.LONGEST
    assert max(lengths[split].max() for split in ("train", "validation", "test")) <= dates.LONGEST


def test_training_has_every_word_the_long_texts_need():
    train = human_dates(20_000, languages=sorted(set(SPLITS["long"].language)))
    words = {word.strip(",.") for text in train.source for word in text.split()}
    needed = {word.strip(",.") for text in SPLITS["long"].source for word in text.split()}
    assert needed <= words


def test_all_languages_and_formats_come_about_equally_often():
    many = human_dates(4900, seed=2)
    pairs = many.groupby(["language", "form"]).size()
    assert len(pairs) == 49
    assert pairs.groupby("language").sum().drop("en").between(400, 620).all()


def test_spaces_are_plain_and_nothing_else_is_blank():
    text = "".join(SPLITS["train"].source)
    assert {c for c in text if c.isspace() or not c.isprintable()} == {" "}


def test_a_seed_decides_and_two_seeds_differ():
    first, again, other = (human_dates(20, seed=seed) for seed in (3, 3, 4))
    assert first.equals(again) and not first.equals(other)
    rng = np.random.default_rng(0)
    assert not human_dates(20, seed=rng).equals(human_dates(20, seed=rng))


def test_the_draw_is_the_same_in_a_fresh_process_that_loaded_babel_first():
    code = "import babel.dates, rnnutils; print(rnnutils.human_dates(5, seed=3).to_csv())"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == human_dates(5, seed=3).to_csv().strip()


def test_only_the_languages_asked_for_come():
    assert set(human_dates(50, languages=["it", "pl"]).language) == {"it", "pl"}
    assert set(human_dates(5, languages="sv").language) == {"sv"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n needs a whole number of at least 1; got 0"),
        ({"n": 3, "languages": []}, "at least one; got none"),
        ({"n": 3, "languages": ["de", "xx"]}, "language needs one of 'en', 'de', .* got 'xx'"),
        ({"n": 3, "split": "dev"}, "split needs one of 'train', 'validation', .* got 'dev'"),
        ({"n": 3, "split": "long", "languages": ["sv", "fr"]}, "more than 32 .* got sv, fr"),
    ],
)
def test_bad_input_says_what_was_needed(arguments, message):
    with pytest.raises(ValueError, match=message):
        human_dates(**arguments)


def test_an_unknown_form_is_refused():
    with pytest.raises(ValueError, match="form needs one of 'full', 'long', .* got 'tiny'"):
        write_date(date(2000, 1, 1), "en", "tiny")
