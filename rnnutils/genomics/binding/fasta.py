"""A reader's own sequences: FASTA files, read strictly, so that nothing is scored by mistake."""

import gzip
import zlib
from pathlib import Path

from rnnutils.arrays import one_of
from rnnutils.genomics.binding.dna import LETTERS


def read_fasta(path, *, length=None, unknown="refuse"):
    r"""Read a FASTA file of DNA, packed with gzip if its name ends in ``.gz``.

    A record is a line with ``>`` and a name, and lines of letters. Lower case, with which many
    genomes mark repeats, means the same letters.

    Parameters
    ----------
    path : str or Path
        Where the file is.
    length : int, optional
        What every record must have, because a network or a window wants it.
    unknown : {"refuse", "skip"}
        What to do with a record that holds another letter than A, C, G and T, such as the N of a
        place that was never read: stop, or leave the record out.

    Returns
    -------
    dict of name → str
        In the order of the file; upper case.

    Raises
    ------
    ValueError
        If the file is empty, letters stand before the first name, a name is missing or comes
        twice, a record is empty, of another length, or holds another letter. The message says
        in which file, and in which line or record.

    References
    ----------
    Lipman D. J., Pearson W. R. (1985) Rapid and sensitive protein similarity searches.
    Science 227 (the program that gave the format its name).
    https://doi.org/10.1126/science.2983426

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "two.fa"
    ...     _ = file.write_text(">peak_1 chr7\nGATT\naca\n>peak_2\nCCCTCN\n")
    ...     print(read_fasta(file, unknown="skip"))
    {'peak_1': 'GATTACA'}
    """
    one_of(unknown, ("refuse", "skip"), "unknown")
    path = Path(path)
    records = {}
    try:
        for name, sequence in _records(_text(path)).items():
            _expect_length(name, sequence, length)
            strange = next((t for t, s in enumerate(sequence) if s not in LETTERS), None)
            if strange is None:
                records[name] = sequence
            elif unknown == "refuse":
                raise ValueError(
                    f"letters need to be A, C, G or T; got {sequence[strange]!r} at place "
                    f"{strange + 1} of record {name!r}"
                )
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    return records


def _text(path):
    """Return what a file says, unpacked if it is packed."""
    found = path.read_bytes()
    try:
        return (gzip.decompress(found) if path.suffix == ".gz" else found).decode("utf-8-sig")
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise ValueError("a name that ends in .gz needs a whole gzip file") from None
    except UnicodeDecodeError:
        raise ValueError("a FASTA file needs text; got bytes that are none") from None


def _records(text):
    """Return the letters of every record, whatever they are."""
    parts, name = {}, None
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line.startswith(">"):
            name = (line[1:].split() or [""])[0]
            if not name:
                raise ValueError(f"a record needs a name; got none in line {number}")
            if name in parts:
                raise ValueError(f"names need to differ; got {name!r} again in line {number}")
            parts[name] = []
        elif line and name is None:
            raise ValueError(
                f"a FASTA file needs a first line of '>' and a name; got {line[:20]!r}"
            )
        elif line:
            parts[name].append(line.upper())
    if not parts:
        raise ValueError("a FASTA file needs at least one record; got none")
    return {name: "".join(lines) for name, lines in parts.items()}


def _expect_length(name, sequence, length):
    if not sequence:
        raise ValueError(f"a record needs letters; got none for {name!r}")
    if length is not None and len(sequence) != length:
        raise ValueError(f"record {name!r} needs {length} letters; got {len(sequence)}")
