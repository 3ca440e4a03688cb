"""No number of ours is typed: _toc.yml decides them, and references show them."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TYPED = re.compile(
    r"\b(?:chapters?\s\d+\b(?!\.\d)|(?:exercise|equation|formula|figure|fig\.|table)s?\s\(?\d+"
    r"(?:\.\d+)?\b)",
    re.I,
)
# Whose number it is, if not ours: a source that is cited, with its year; a chapter of the novel.
FOREIGN = re.compile(r"\{cite|\(\d{4}\)|https?:|Moby|CHAPTER \d|Melville|epilogue|Locale Data")


def typed(text):
    """Return the numbers of ours that are typed in the paragraphs of a text."""
    paragraphs = re.split(r"\n\s*\n", text)
    return [found[0] for p in paragraphs if not FOREIGN.search(p) for found in TYPED.finditer(p)]


def texts():
    """Return the files a reader sees, or whose words a reader sees."""
    folders = {"chapters": ".md", "solutions": ".ipynb", "rnnutils": ".py"}
    found = [p for folder, end in folders.items() for p in (ROOT / folder).rglob(f"*{end}")]
    return [ROOT / "index.md", *found]


def words(path):
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


@pytest.mark.parametrize("path", texts(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_number_of_ours_is_typed(path):
    assert typed(words(path)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see exercise 12.5.", ["exercise 12.5"]),
        ("as chapter\n6 says", ["chapter\n6"]),
        ("Equation (37) and Figure 3", ["Equation (37", "Figure 3"]),
        ("{cite:t}`goodfellow2016` has it (chapter 6)", []),
        ("see {exercise}`lstm: One step by hand`, {eq}`a` and two exercises", []),
    ],
)
def test_a_typed_number_is_noticed(text, found):
    assert typed(text) == found
