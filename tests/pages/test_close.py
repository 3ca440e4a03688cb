"""The close of the book: every belief met, every term explained and linked, every source cited.

A rule takes texts and returns its faults; each rule is shown to find faults that were planted.
"""

import re
from collections import Counter
from pathlib import Path

import yaml
from pybtex.database import parse_string

from tools.book import ways
from tools.publish.blocks import page_blocks

ROOT = Path(__file__).resolve().parents[2]

# What the course set out to put right: a label of the box that does, and the chapter it is in.
BELIEFS = [
    ("shuffling windows destroys the series", "mis-shuffling", "flattering_scores"),
    ("units is the number of time steps", "mis-units", "vanilla_rnn"),
    ("the weights differ per step", "mis-weights", "vanilla_rnn"),
    ("stateful is needed for memory across time steps", "mis-stateful", "layers_and_states"),
    ("padding zeros are ignored without a mask", "mis-padding", "sequences_in_practice"),
    ("one-step accuracy means the model forecasts", "mis-follows", "forecasting"),
    ("low training loss on trending data", "mis-small-loss", "forecasting"),
    ("scaling before splitting is harmless", "mis-scaling", "flattering_scores"),
    ("a spectral radius above 1 always explodes", "mis-radius", "vanishing_gradients"),
    ("LSTMs cannot have vanishing gradients", "mis-lstm", "lstm"),
    ("ReLU solves it", "mis-relu", "error_flow"),
    ("return_sequences returns the inputs", "mis-units", "vanilla_rnn"),
    ("GRU z means the same everywhere", "mis-update-gate", "gru"),
    ("parameter count depends on sequence length", "mis-weights", "vanilla_rnn"),
    ("attention weights are explanations", "mis-explanations", "attention"),
    ("Transformers know order by themselves", "mis-order", "transformer"),
    ("deep models beat linear ones on small series", "mis-deep", "forecasting"),
]
# Neither DOI nor address exists.
PRINT_ONLY = {
    "box1970": "a book, and its later editions are other books",
    "rosenblatt1962": "a book, never registered",
    "novikoff1962": "in proceedings without DOIs",
    "hochreiter1991": "a thesis, not registered",
}
ARXIV = re.compile(r"arxiv\.org/abs/([\d.]+)")


def read(name):
    return (ROOT / name).read_text("utf-8")


def chapters():
    """Return the stems of the chapters and their companions, in the order of the book."""
    return [name.removeprefix("chapters/") for name in ways.texts(ROOT)]


# Misconceptions -----------------------------------------------------------------------


def unmet(beliefs, pages):
    """Return the beliefs for which their page has no box of that label."""
    found = {
        (block.options.get("name"), stem)
        for stem, text in pages.items()
        for block in page_blocks(text)
        if block.options.get("class") == "misconception"
    }
    return [belief for belief, label, stem in beliefs if (label, stem) not in found]


def of_the_book():
    """Return the beliefs whose chapter is in the book."""
    return [belief for belief in BELIEFS if belief[2] in chapters()]


def test_every_misconception_is_met_in_its_chapter():
    pages = {stem: read(f"chapters/{stem}.md") for stem in chapters()}
    assert unmet(of_the_book(), pages) == []


def test_summary_has_a_row_for_every_misconception_and_no_other():
    rows = re.findall(r"^\| .*\(#(mis-[\w-]+)\) \|$", read("chapters/summary.md"), re.M)
    assert Counter(rows) == Counter(label for _, label, _ in of_the_book())


def test_a_box_without_its_label_or_in_another_chapter_is_noticed():
    box = ":::{{admonition}} No\n:class: {}\n:name: mis-a\n\nText\n:::\n"
    belief = [("a", "mis-a", "one")]
    assert unmet(belief, {"one": box.format("misconception")}) == []
    assert unmet(belief, {"one": box.format("note")}) == ["a"]
    assert unmet(belief, {"one": "", "two": box.format("misconception")}) == ["a"]


# Glossary -----------------------------------------------------------------------------

LINK = re.compile(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`")


def entries(page):
    """Return term and explanation of every entry of a glossary."""
    (glossary,) = [b for b in page_blocks(page) if (b.kind, b.name) == ("directive", "glossary")]
    parts = "\n".join(glossary.lines).split("\n\n")
    return [tuple(part.split("\n", 1)) for part in parts]


def first_links(pages):
    """Return for each term that `pages`, in their order, link to the first that does."""
    first = {}
    for stem, text in pages.items():
        for term in LINK.findall(text.replace("\n", " ")):
            first.setdefault(term, stem)
    return first


def unlinked(glossary, pages):
    """Return the terms that are not linked first from the chapter that their entry names."""
    first = first_links(pages)
    named = {t: re.findall(r"→\s+\{ref\}`([\w-]+)`$", text)[-1:] for t, text in glossary}
    faults = [t for t, label in named.items() if label != [first.get(t, "").replace("_", "-")]]
    return faults + sorted(first.keys() - named.keys())


def test_every_term_is_linked_first_from_the_chapter_its_entry_names():
    pages = {stem: read(f"chapters/{stem}.md") for stem in chapters()}
    assert unlinked(entries(read("chapters/glossary.md")), pages) == []


def test_terms_are_many_in_order_and_explained_once():
    terms = [term for term, _ in entries(read("chapters/glossary.md"))]
    assert len(terms) >= 60
    assert terms == sorted(terms, key=str.lower)
    assert len({term.lower() for term in terms}) == len(terms)


def test_missing_late_and_unknown_links_are_noticed():
    glossary = entries(
        "```{glossary}\na b\n  One. → {ref}`one`\n\nc\n  Two. →\n  {ref}`two-x`\n```\n"
    )
    good = {"one": "the {term}`x\ny <a b>`", "two_x": "{term}`c` {term}`a b`"}
    assert unlinked(glossary, good) == []
    assert unlinked(glossary, good | {"two_x": ""}) == ["c"]
    assert unlinked(glossary, {"zero": "{term}`c`"} | good) == ["c"]
    assert unlinked(glossary, {"one": "{term}`a b`, {term}`d`", "two_x": "{term}`c`"}) == ["d"]


# Bibliography -------------------------------------------------------------------------


def sources(text):
    """Return the fields of every entry of a BibTeX file."""
    return {key: entry.fields for key, entry in parse_string(text, "bibtex").entries.items()}


def uncited(keys, pages):
    """Return the keys that no page cites."""
    lists = re.findall(r"\{cite(?::[pt])?\}`([^`]+)`", "\n".join(pages))
    return sorted(set(keys) - {key.strip() for keys in lists for key in keys.split(",")})


def without_address(entries):
    """Return what a reader cannot follow: no DOI where arXiv gives one, or no address at all."""
    faults = []
    for key, fields in entries.items():
        if paper := ARXIV.search(fields.get("url", "")):
            faults.append(f"{key}: write doi = {{10.48550/arXiv.{paper[1]}}} in place of the url")
        elif not {"doi", "url"} & set(fields) and key not in PRINT_ONLY:
            faults.append(f"{key}: neither doi nor url, and not in PRINT_ONLY")
    return faults


def test_every_source_is_cited_by_a_page():
    pages = [p.read_text("utf-8") for folder in ("chapters", "solutions") for p in paths(folder)]
    assert uncited(sources(read("references.bib")), pages) == []


def paths(folder):
    return [path for path in (ROOT / folder).iterdir() if path.suffix in (".md", ".ipynb")]


def test_every_source_has_a_doi_or_an_address():
    entries = sources(read("references.bib"))
    assert without_address(entries) == []
    assert PRINT_ONLY.keys() <= entries.keys()
    assert not [key for key in PRINT_ONLY if {"doi", "url"} & set(entries[key])]


def test_an_uncited_source_and_one_without_address_are_noticed():
    assert uncited(["a", "b", "c"], ["{cite:p}`a, b`"]) == ["c"]
    text = "@misc{a, url = {https://arxiv.org/abs/1.2}}\n@misc{b, title = {B}}\n@misc{c, doi = {1}}"
    assert [fault[0] for fault in without_address(sources(text))] == ["a", "b"]


# The map of the course -----------------------------------------------------------------


def test_front_page_maps_every_chapter_with_its_title_and_question():
    row = r"^\| \[(.+)\]\(chapters/(\w+)\.md\) \| (.+) \| \{minutes\}`chapters/\2` \|$"
    rows = re.findall(row, read("index.md"), re.M)
    asked = re.compile(r"^# (.+)\n\n\*(.+)\*$", re.M)
    listed = [name.removeprefix("chapters/") for name in ways.chapters(ROOT)]
    found = [(stem, *asked.search(read(f"chapters/{stem}.md")).groups()) for stem in listed]
    assert [(stem, title, question) for title, stem, question in rows] == found


def test_every_page_of_the_back_matter_is_there():
    back = yaml.safe_load(read("_toc.yml"))["parts"][-1]["chapters"]
    names = "summary glossary notation diagrams reference bibliography reproducibility".split()
    assert [page["file"] for page in back] == [f"chapters/{name}" for name in names]
