"""Dates as people write them in ten languages, and the same days as ISO 8601.

A small translation task with a rule behind it: a model has to find day, month and year wherever
a language puts them, know the names of the months, and write ten characters in one fixed order.
The words come from the Unicode Common Locale Data Repository (CLDR) through Babel, which is
loaded by the first call.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from rnnutils.arrays import at_least, one_of

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "sv": "Swedish",
    "pl": "Polish",
    "hu": "Hungarian",
}
FORMATS = ("full", "long", "weekday", "medium", "short")
UNDECIDABLE = {("en", "short")}  # 3/4/05: the one form among these with the month before the day
FIRST_YEAR, LAST_YEAR = 1950, 2049  # a hundred years, so that two digits name one of them
LONGEST = 32  # characters of a source; the split "long" alone goes beyond
SPLITS = ("train", "validation", "test", "long")


def write_date(day, language, form="long"):
    """Write a day as people do.

    Parameters
    ----------
    day : datetime.date
        What is written.
    language : str
        One of `LANGUAGES`.
    form : str
        One of `FORMATS`: four of CLDR's own, and its medium form with a short weekday.

    Returns
    -------
    str
        Its spaces all plain ones.

    Notes
    -----
    CLDR is revised twice a year and Babel follows: an abbreviation, a comma or a space may be
    another one with another version of Babel.

    References
    ----------
    Unicode Consortium, Unicode Locale Data Markup Language, part 4: Dates.
    https://www.unicode.org/reports/tr35/tr35-dates.html

    Examples
    --------
    >>> for language in ("en", "de", "hu"):
    ...     print(write_date(date(2025, 3, 4), language))
    March 4, 2025
    4. März 2025
    2025. március 4.
    """
    one_of(language, LANGUAGES, "language")
    one_of(form, FORMATS, "form")
    from babel.dates import format_date, format_skeleton

    if form == "weekday":
        text = format_skeleton("yMMMEd", day, locale=language)
    else:
        text = format_date(day, form, locale=language)
    return " ".join(text.split())


def human_dates(n, *, languages=tuple(LANGUAGES), split="train", seed=0):
    """Draw dates as people write them, with what they mean.

    Language, format and day are drawn independently, the days from the years 1950 to 2049.
    Every text has one reading only. All forms here that consist of numbers put the day before
    the month or the year first; English does not, so its form 3/4/05 is left out: nobody who
    reads it without knowing the language can tell March from April, and no model could. A year
    of two digits is the one of the hundred that ends in them.

    The splits differ in their *days*: eight of ten days belong to training, one to validation,
    one to the test, however a day is written. Each has texts of up to 32 characters. The split
    "long" has test days in the texts that are longer than all others.

    Parameters
    ----------
    n : int
        How many dates.
    languages : sequence of str
        Some of `LANGUAGES`. All use Latin letters and share most of their alphabet; Greek or
        Russian would bring some forty symbols that no other language trains.
    split : {"train", "validation", "test", "long"}
        Which of the sets, none of which share a date.
    seed : int or numpy Generator
        Start of the random numbers.

    Returns
    -------
    DataFrame
        Of n rows and the columns ``source``, ``target``, ``language``, ``form``.

    Raises
    ------
    ValueError
        If a language or the split is unknown, or these languages have no text so long.

    Examples
    --------
    >>> two = human_dates(2, languages=["de"], seed=5)
    >>> list(two.columns), [len(target) for target in two.target]
    (['source', 'target', 'language', 'form'], [10, 10])
    """
    at_least(n, 1, "n")
    languages = [languages] if isinstance(languages, str) else list(languages)
    if not languages:
        raise ValueError("languages needs at least one; got none")
    for language in languages:
        one_of(language, LANGUAGES, "language")
    one_of(split, SPLITS, "split")
    long, days, rng = split == "long", days_of(split), np.random.default_rng(seed)
    forms = [(language, form) for language in languages for form in FORMATS]
    forms = [pair for pair in forms if pair not in UNDECIDABLE and (pair[1] == "full" or not long)]
    rows = []
    for draw in range(1000 * n):
        day, (language, form) = days[rng.integers(len(days))], forms[rng.integers(len(forms))]
        source = write_date(day, language, form)
        if (len(source) > LONGEST) == long:
            rows.append((source, day.isoformat(), language, form))
        if len(rows) == n:
            return pd.DataFrame(rows, columns=["source", "target", "language", "form"])
        if draw == 2000 and not rows:
            break
    raise ValueError(
        f"split 'long' needs languages that write more than {LONGEST} "
        f"characters, as Portuguese does; got {', '.join(languages)}"
    )


def days_of(split):
    """Return the days of a split, in no order; those of "long" are those of "test"."""
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    n_days = (last - first).days + 1
    shuffled = np.random.default_rng(8601).permutation(n_days)  # one split for everybody
    cuts = int(0.8 * n_days), int(0.9 * n_days)
    parts = dict(zip(SPLITS[:3], np.split(shuffled, cuts), strict=True))
    return [first + timedelta(int(k)) for k in parts["test" if split == "long" else split]]
