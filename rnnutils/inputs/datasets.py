"""The data of the course: shipped with the package, read without a network.

Where each file comes from, under which terms, and its checksum stand in ``data/README.md``.
"""

import bz2
import hashlib
import io
from importlib.resources import files

import numpy as np
import pandas as pd

from rnnutils.arrays import one_of

SHA256 = {
    "airlines.csv": "d27dd74f3654ab4c688afccf2348870410902f480cea900d872be2ae33184411",
    "attention_race.csv": "4c9a1c1abcfb670e3ff414184a1f163575b1bf6b2b606415420c0dae7f051677",
    "binding_race.csv": "98ad7837bcdeeeb2f96ba61e9e7908f2f6c7da740d82cae7f009bc7a3cbea281",
    "date_race.csv": "f9a6026391e6c430c7c222296c5b31a14be64d3590751e262a0c9910769f3479",
    "date_sprint.csv": "23de6ec8215d2dee7c76be6f7b89532865145df22c2c0aff31dc61b0e656711d",
    "date_transformer.npz": "e572221feea3bf89ae799322d5d576989d81e731d9bb8dfa9c7b617303d1b84c",
    "e_coli.bin": "d396ee975fd4ba42006019ea8c0f5b30e6abedfc87bfa1a3ed79fa93de5df2fa",
    "genome_race.csv": "681f15cb7dd38b868fc335bcacfc352faa761553aed1ee65229901abceaeb0ea",
    "lag_grid.csv": "a17142d26453f8c16519b2523e4ba7a7c4ee9caff1a5b31ddbb74e54e375eb4b",
    "length_race.csv": "359189b5412a0afda9404bc294f2317f2d8690c89830b9892c9af6824e62b803",
    "moby_dick.txt.bz2": "3c7d7d7a3bd8ce62f1bf4a07aaace329492fdf45dcfeedb2b3a908dc7f25e099",
    "moby_dick_lstm.npz": "e247a87be6bf6f7b9cf25b5cc34d0ba5e6f8fb381a6b09795206ec7ab6210858",
    "recall_race.csv": "4f34974366fb45c4a866f4a9a6635cecd6acca20033a429cc65e74e6a8a55ddf",
    "recombination_gru.npz": "b9108bb31962d8eeff7bf0275d47e98e491ded256cadcc8c32c8ff22f673a61a",
    "recombination_race.csv": "573391bdb5d61b6d562edfb806395262d588dff2f3f96dba697480f54195d90c",
    "reversal_grid.csv": "b98148753b72e14820e7433048a36030e452c631bf8682a905bd0d5957a15637",
    "simulations.npz": "8b43ae8d9b314f9917083165ef5407f351a70a854a52f59960f2d3dbbf2d3642",
    "text_race.csv": "77a1d2e2d9237dab59020299502686d92565df0c9b4eca89268fccade54447ed",
}
# The book in contiguous parts; each ends where the heading of the next begins.
PARTS = {
    "train": ("CHAPTER 1.", "CHAPTER 109."),
    "validation": ("CHAPTER 109.", "CHAPTER 123."),
    "test": ("CHAPTER 123.", None),
}
# The genome in contiguous parts: tenths of its bases, from where to where.
TENTHS = {"all": (0, 10), "train": (0, 8), "validation": (8, 9), "test": (9, 10)}


def airlines():
    """Return the monthly number of international airline passengers, 1949 to 1960.

    Returns
    -------
    DataFrame
        With 144 rows and the columns ``time`` (first day of the month), ``passengers``
        (thousands), ``year`` and ``month`` (1 to 12).

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
    df = table("airlines.csv", parse_dates=["month"]).rename(columns={"month": "time"})
    return df.assign(year=df.time.dt.year, month=df.time.dt.month)


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
    one_of(part, ("all", *PARTS), "part")
    text = bz2.decompress(verified("moby_dick.txt.bz2").read()).decode("utf-8")
    if part == "all":
        return text
    first, beyond = PARTS[part]
    return text[text.index(first) : text.index(beyond) if beyond else None]


def e_coli(part="all"):
    """Return the chromosome of a bacterium, or the part of it that a model may train on.

    Escherichia coli 536, a strain that infects the urinary tract: 4,938,920 bases of one strand
    of a circle, from the usual starting point. `rnnutils.genomics.decode` makes letters of them.

    Parameters
    ----------
    part : {"all", "train", "validation", "test"}
        The first eight tenths of the bases; the ninth; the last.

    Returns
    -------
    ndarray of uint8, shape (T,)
        Bases: A, C, G and T are 0, 1, 2 and 3.

    Raises
    ------
    ValueError
        If there is no such part, or the file is not the one the course was proved with.

    References
    ----------
    Brzuszkiewicz E. et al. (2006) How to become a uropathogen: comparative genomic analysis of
    extraintestinal pathogenic Escherichia coli strains. Proceedings of the National Academy of
    Sciences 103. https://doi.org/10.1073/pnas.0603038103 (RefSeq NC_008253.1)

    Examples
    --------
    >>> bases = e_coli()
    >>> print(len(bases), bases[:8], len(e_coli("test")))
    4938920 [0 2 1 3 3 3 3 1] 493892
    """
    one_of(part, TENTHS, "part")
    packed = np.frombuffer(verified("e_coli.bin").read(), np.uint8)
    bases = (packed[:, None] >> np.array([6, 4, 2, 0], np.uint8) & 3).ravel()
    first, beyond = (len(bases) * tenth // 10 for tenth in TENTHS[part])
    return bases[first:beyond]


def table(name, **options):
    """Return a packaged table as a DataFrame; the options are those of `pandas.read_csv`."""
    return pd.read_csv(verified(name), **options)


def verified(name):
    """Return a packaged file, open for reading; its bytes have been compared with the checksum."""
    found = (files("rnnutils") / "data" / name).read_bytes()
    checksum = hashlib.sha256(found).hexdigest()
    if checksum != SHA256[name]:
        raise ValueError(
            f"{name} needs the SHA-256 {SHA256[name]}; got {checksum}: restore the file from the "
            "repository, or load the wheel again"
        )
    return io.BytesIO(found)
