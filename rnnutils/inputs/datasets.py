"""The data of the course: shipped with the package, read without a network.

Where each file comes from, under which terms, and its checksum stand in ``data/README.md``.
"""

import bz2
import hashlib
from importlib.resources import files

import pandas as pd

SHA256 = {
    "airlines.csv": "d27dd74f3654ab4c688afccf2348870410902f480cea900d872be2ae33184411",
    "attention_race.csv": "4c9a1c1abcfb670e3ff414184a1f163575b1bf6b2b606415420c0dae7f051677",
    "binding_race.csv": "98ad7837bcdeeeb2f96ba61e9e7908f2f6c7da740d82cae7f009bc7a3cbea281",
    "date_race.csv": "f9a6026391e6c430c7c222296c5b31a14be64d3590751e262a0c9910769f3479",
    "date_sprint.csv": "23de6ec8215d2dee7c76be6f7b89532865145df22c2c0aff31dc61b0e656711d",
    "date_transformer.npz": "e572221feea3bf89ae799322d5d576989d81e731d9bb8dfa9c7b617303d1b84c",
    "lag_grid.csv": "dcc8e1a5331352ede83d5f7a709b6b6c4c6bcd5c6c6f2a85b41e68b4b9811ff3",
    "length_race.csv": "359189b5412a0afda9404bc294f2317f2d8690c89830b9892c9af6824e62b803",
    "moby_dick.txt.bz2": "3c7d7d7a3bd8ce62f1bf4a07aaace329492fdf45dcfeedb2b3a908dc7f25e099",
    "moby_dick_lstm.npz": "e247a87be6bf6f7b9cf25b5cc34d0ba5e6f8fb381a6b09795206ec7ab6210858",
    "recombination_gru.npz": "b9108bb31962d8eeff7bf0275d47e98e491ded256cadcc8c32c8ff22f673a61a",
    "recombination_race.csv": "573391bdb5d61b6d562edfb806395262d588dff2f3f96dba697480f54195d90c",
    "reversal_grid.csv": "b98148753b72e14820e7433048a36030e452c631bf8682a905bd0d5957a15637",
    "simulations.npz": "8b43ae8d9b314f9917083165ef5407f351a70a854a52f59960f2d3dbbf2d3642",
    "text_race.csv": "005bec5cd152d7ac22ea1b548e6e0bbafe9dfed5569130db125f8614b9a92444",
}
# The book in contiguous parts; each ends where the heading of the next begins.
PARTS = {
    "train": ("CHAPTER 1.", "CHAPTER 109."),
    "validation": ("CHAPTER 109.", "CHAPTER 123."),
    "test": ("CHAPTER 123.", None),
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


def moby_dick(part="all"):
    """Return the text of Moby-Dick, or the part of it that a model may train on.

    A line is a paragraph or a heading. There are 76 symbols: letters of both cases, digits,
    space, end of line, ``! " ' ( ) , - . : ; ?`` and the dash ``—``.

    Parameters
    ----------
    part : {"all", "train", "validation", "test"}
        Chapters 1 to 108; 109 to 122; 123 to 135 and the epilogue.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If there is no such part, or the file is not the one the course was proved with.

    References
    ----------
    Melville H. (1851) Moby-Dick; or, The Whale. Harper & Brothers.

    Examples
    --------
    >>> moby_dick()[21:42], len(moby_dick("train"))
    ('Call me Ishmael. Some', 989171)
    """
    if part != "all" and part not in PARTS:
        raise ValueError(f"part must be all, {', '.join(PARTS)}; got {part!r}")
    text = bz2.decompress(verified("moby_dick.txt.bz2").read_bytes()).decode("utf-8")
    if part == "all":
        return text
    first, beyond = PARTS[part]
    return text[text.index(first) : text.index(beyond) if beyond else None]


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
