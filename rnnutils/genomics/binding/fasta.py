"""A reader's own sequences: FASTA files, read strictly, so that nothing is scored by mistake."""

from pathlib import Path

from rnnutils.genomics.binding.dna import LETTERS


def read_fasta(path, *, length=None, unknown="refuse"):
    r"""Read a FASTA file of DNA.

    A record is a line with ``>`` and a name, and lines of letters. Lower case, with which many
    genomes mark repeats, means the same letters.

    Parameters
    ----------
    path : str or Path
    length : int, optional
        What every record must have, because a network or a window wants it.
    unknown : {"refuse", "skip"}
        What to do with a record that holds another letter than A, C, G and T, such as the N of a
        place that was never read: stop, or leave the record out.

    Returns
    -------
    dict of name → str, in the order of the file; upper case

    Raises
    ------
    ValueError
        If the file is empty, letters stand before the first name, a name is missing or comes
        twice, a record is empty, of another length, or holds another letter. The message says
        in which line or record.

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
    if unknown not in ("refuse", "skip"):
        raise ValueError(f"unknown must be 'refuse' or 'skip'; got {unknown!r}")
    records = {}
    for name, sequence in _records(Path(path)).items():
        _expect_length(name, sequence, length)
        strange = next((t for t, s in enumerate(sequence) if s not in LETTERS), None)
        if strange is None:
            records[name] = sequence
        elif unknown == "refuse":
            raise ValueError(
                f"letters must be A, C, G or T; got {sequence[strange]!r} at place {strange + 1} "
                f"of record {name!r}"
            )
    return records


def _records(path):
    """Return the letters of every record, whatever they are."""
    parts, name = {}, None
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
        line = line.strip()
        if line.startswith(">"):
            name = (line[1:].split() or [""])[0]
            if not name:
                raise ValueError(f"a record needs a name; got none in line {number}")
            if name in parts:
                raise ValueError(f"names must differ; got {name!r} again in line {number}")
            parts[name] = []
        elif line and name is None:
            raise ValueError(f"a FASTA file begins with '>' and a name; got {line[:20]!r}")
        elif line:
            parts[name].append(line.upper())
    if not parts:
        raise ValueError(f"{path.name} needs at least one record; got none")
    return {name: "".join(lines) for name, lines in parts.items()}


def _expect_length(name, sequence, length):
    if not sequence:
        raise ValueError(f"a record needs letters; got none for {name!r}")
    if length is not None and len(sequence) != length:
        raise ValueError(f"record {name!r} needs {length} letters; got {len(sequence)}")
