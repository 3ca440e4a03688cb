"""The data of the course: shipped with the package, read without a network.

Where each file comes from, under which terms, and its checksum stand in ``data/README.md``.
"""

import hashlib
from importlib.resources import files

import pandas as pd

SHA256 = {
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
    with _verified("airlines.csv").open() as file:
        df = pd.read_csv(file, parse_dates=["month"])
    return df.rename(columns={"month": "time"})


def _verified(name):
    """Return the packaged file after comparing its bytes with the recorded checksum."""
    file = files("rnnutils") / "data" / name
    found = hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    if found != SHA256[name]:
        raise ValueError(
            f"{name} must have the SHA-256 {SHA256[name]}; got {found}: reinstall rnnutils"
        )
    return file
