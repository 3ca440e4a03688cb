"""Make the genome of the course from Debian's package bowtie-examples.

    apt-get download bowtie-examples && dpkg -x bowtie-examples_*_all.deb package
    python -m tools.data.e_coli package           # writes rnnutils/data/e_coli.bin

The package holds the chromosome of Escherichia coli 536 as a FASTA file of one record, RefSeq
NC_008253.1. Four bases go into a byte, the first into its two highest bits: A, C, G and T are 0,
1, 2 and 3.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from rnnutils.genomics import encode, read_fasta
from tools import ROOT

OUT = ROOT / "rnnutils" / "data" / "e_coli.bin"
FASTA = "usr/share/doc/bowtie/examples/genomes/NC_008253.fna.gz"


def pack(bases: Any) -> bytes:
    """Return bases, numbers from 0 to 3, as bytes of four; their number is a multiple of four."""
    first, second, third, fourth = np.asarray(bases, np.uint8).reshape(-1, 4).T
    return (first << 6 | second << 4 | third << 2 | fourth).tobytes()


def main() -> None:
    """Write the only record of the package's file, packed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="the unpacked Debian package")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    [sequence] = read_fasta(args.package / FASTA).values()
    args.out.write_bytes(pack(encode(sequence)))
    print(f"{args.out.name}: {len(sequence):,} bases, {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
