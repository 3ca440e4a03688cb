"""The data of the course: shipped with the package, read without a network.

Where each file comes from, under which terms, and its checksum stand in ``data/README.md``.
"""

import hashlib
from importlib.resources import files

import pandas as pd

SHA256 = {
    "date_transformer.npz": "e572221feea3bf89ae799322d5d576989d81e731d9bb8dfa9c7b617303d1b84c",
    "date_race.csv": "e7827851cc4212936d5e02ba6319840fc83daa7bd5717c9780bc51ec7e9924ec",
    "airlines.csv": "d27dd74f3654ab4c688afccf2348870410902f480cea900d872be2ae33184411",
}


def airlines():
    """Return the monthly number of international airline passengers, 1949 to 1960.

    Returns
    -------
    DataFrame with 144 rows and the columns ``time`` (first day of the month) and
    ``passengers`` (thousands).

    Raises
    ------
    ValueError
        If the file in the package is not the one the course was proved with.

    References
    ----------
    Box G. E. P., Jenkins G. M. (1970) Time Series Analysis: Forecasting and Control.
    Holden-Day, series G.

    Examples
    --------
    >>> df = airlines()
    >>> len(df), int(df.passengers.max())
    (144, 622)
    """
    with verified("airlines.csv").open() as file:
        df = pd.read_csv(file, parse_dates=["month"])
    return df.rename(columns={"month": "time"})


def date_race():
    """Return what three translators of dates have reached, a row for each training.

    Returns
    -------
    DataFrame with the columns ``network`` ("none" has a fixed
    vector, "dot" attention, "transformer" no recurrence), ``seed``, ``parameters``, ``steps``,
    ``seconds`` of one processor core, and the shares of dates written without a fault:
    ``test`` (unseen days) and ``long`` (texts longer than all in training).

    Notes
    -----
    ``tools/date_race.py`` makes the file again.

    Examples
    --------
    >>> sorted(date_race().network.unique())
    ['dot', 'none', 'transformer']
    """
    with verified("date_race.csv").open() as file:
        return pd.read_csv(file)


def verified(name):
    """Return the packaged file after comparing its bytes with the recorded checksum."""
    file = files("rnnutils") / "data" / name
    found = file.read_bytes()
    if name.endswith(".csv"):  # a checkout on Windows may have rewritten the ends of lines
        found = found.replace(b"\r\n", b"\n")
    found = hashlib.sha256(found).hexdigest()
    if found != SHA256[name]:
        raise ValueError(
            f"{name} must have the SHA-256 {SHA256[name]}; got {found}: reinstall rnnutils"
        )
    return file
