"""Chapters as plain notebooks: each construct, what is refused, and the assembled branch."""

import doctest
import json
import re
from pathlib import Path

import jupytext
import pytest
import small_course
from nbformat.v4 import new_output

from tools.book import execute
from tools.publish import blocks, wheel
from tools.publish import branch as notebooks
from tools.publish import page as plain
from tools.publish.project import Project

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://some-one.github.io/small"


pytestmark = pytest.mark.usefixtures("not_in_a_workflow")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return small_course.make(tmp_path_factory.mktemp("course"))


@pytest.fixture
def plainly(tmp_path):
    """Turn the text of a chapter into the Markdown of its notebook."""

    def convert(text):
        text = small_course.HEADER + text
        root = small_course.make(tmp_path)
        (root / "chapters" / "one.md").write_text(text)
        cells = plain.Page("chapters/one", Project(root)).cells(text)
        return "\n\n".join(cell.source for cell in cells)

    return convert


# Constructs -----------------------------------------------------------------------

SAME = [
    "## A heading\n\nText with *emphasis*, `code` and $a_1$.",
    "`{eq}` and ``{ref}`x` `` are code",
    "$a[1](b)$ and $$c\n+ d$$ inside",
    "```python\nx = '{eq}`a`'  # (label)=\n```",
    "[x](https://example.org/a_(b)) and <https://example.org>",
    "\\begin{align}\na &= b\n\\end{align}",
    "- [ ] a task\n- [x] done",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "an escaped \\{eq}`a` and [brackets] alone",
]


@pytest.mark.parametrize("text", SAME)
def test_plain_markdown_stays_as_it_is(plainly, text):
    assert plainly(text) == text


BECOMES = [
    ("# A title\n\n# Another", "# 1 A title\n\n# Another"),
    ("{exercise}`one: Return it`", f"[exercise 1.2]({SITE}/exercises/one.html#return-it-core)"),
    ("(label)=\n## Title", "## Title"),
    ("% hidden\nText", "Text"),
    ("{.wide}\nText", "Text"),
    ("[x](https://example.org){.wide}", "[x](https://example.org)"),
    (":::{note}\nText\n:::", "> **Note**\n>\n> Text"),
    ("```{warning} At once\n```", "> **Warning**\n>\n> At once"),
    ("```{seealso}\nText\n```", "> **See also**\n>\n> Text"),
    ("```{admonition} Own title\nText\n```", "> **Own title**\n>\n> Text"),
    (
        ":::{admonition} `x` *y*\n:class: tip dropdown\nText\n:::",
        "<details>\n<summary><code>x</code> <em>y</em></summary>\n\nText\n\n</details>",
    ),
    ("```{dropdown} T\nText\n```", "<details>\n<summary>T</summary>\n\nText\n\n</details>"),
    (
        "::::{important}\n:::{tip}\nin\n:::\nout\n::::",
        "> **Important**\n>\n> > **Tip**\n> >\n> > in\n>\n> out",
    ),
    ("- a\n  ```{tip}\n  b\n  ```", "- a\n\n  > **Tip**\n  >\n  > b"),
    ("```{math}\nx\n```", "$$\nx\n$$"),
    ("```{math}\n:label: a\nx\n```\n\n{eq}`a`", "$$\nx \\tag{1.1}\n$$\n\n(1.1)"),
    ("$$x$$ (a)\n\n$$y$$ (b)\n\n{eq}`b`", "$$\nx \\tag{1.1}\n$$\n\n$$\ny \\tag{1.2}\n$$\n\n(1.2)"),
    (
        "{eq}`far`",
        f"[(2.1)]({SITE}/chapters/two.html#equation-far)",
    ),
    ("```{image} https://example.org/x.png\n:alt: X\n```", "![X](https://example.org/x.png)"),
    (
        "![X](../_static/drawing.svg)",
        "![X](https://github.com/some-one/small/raw/notebooks/_static/drawing.svg)",
    ),
    (
        "```{literalinclude} ../rnnutils/cell.py\n:pyobject: Cell.step\n```",
        "```python\ndef step(self, x):\n    return x\n```",
    ),
    (
        "```{literalinclude} ../rnnutils/cell.py\n:start-at: def step\n:end-at: return\n"
        ":dedent: 4\n```",
        "```python\ndef step(self, x):\n    return x\n```",
    ),
    ("```{code-block} bash\nmake\n```", "```bash\nmake\n```"),
    (
        "```{list-table} Sizes\n:header-rows: 1\n:name: t\n* - A\n  - B\n* - 1\n  - 2\n    3\n```"
        "\n\n{numref}`t`",
        "**Table 1.1.** Sizes\n\n| A | B |\n| --- | --- |\n| 1 | 2 3 |\n\nTable 1.1",
    ),
    ("::::{tab-set}\n:::{tab-item} A\na\n:::\n::::", "**A**\n\na"),
    ("{ref}`second`", f"[The second chapter]({SITE}/chapters/two.html#second)"),
    ("{ref}`text\nhere <second>`", f"[text here]({SITE}/chapters/two.html#second)"),
    ("[](second)", f"[The second chapter]({SITE}/chapters/two.html#second)"),
    ("[x](#second)", f"[x]({SITE}/chapters/two.html#second)"),
    ("[x](#a-heading)", f"[x]({SITE}/chapters/one.html#a-heading)"),
    ("[`x`](two.md#a-heading)", f"[`x`]({SITE}/chapters/two.html#a-heading)"),
    ("[x](../exercises/one.ipynb)", f"[x]({SITE}/exercises/one.html)"),
    ("{doc}`/chapters/two`", f"[The second chapter]({SITE}/chapters/two.html)"),
    ("{doc}`x <two>`", f"[x]({SITE}/chapters/two.html)"),
    (
        "[x](../requirements.txt)",
        "[x](https://github.com/some-one/small/blob/main/requirements.txt)",
    ),
    ("{cite}`elman1990`", "([Elman, 1990](https://doi.org/10.1207/s15516709cog1402_1))"),
    ("{cite:p}`three`", "(van Rossum et al., 2001)"),
    ("{cite:t}`three`", "van Rossum et al. (2001)"),
    (
        "{cite:t}`hochreiter1997`",
        "[Hochreiter & Schmidhuber (1997)](https://doi.org/10.1162/neco.1997.9.8.1735)",
    ),
    ("{term}`gate`", f"[gate]({SITE}/glossary.html#term-gate)"),
    ("{term}`an\nLSTM <LSTM cell>`", f"[an LSTM]({SITE}/glossary.html#term-LSTM-cell)"),
    ("{math}`x^2`", "$x^2$"),
    ("{py:func}`rnnutils.make_xy` {py:class}`~rnnutils.RNN`", "`rnnutils.make_xy()` `RNN`"),
    ("{abbr}`GRU (gated unit)`", '<abbr title="gated unit">GRU</abbr>'),
    ("H{sub}`2`", "H<sub>2</sub>"),
    ("a[^1]\n\n[^1]: note", "a<sup>1</sup>\n\n<sup>1</sup> note"),
]


@pytest.mark.parametrize(("text", "expected"), BECOMES)
def test_a_construct_of_myst_becomes_plain_markdown(plainly, text, expected):
    assert plainly(text) == expected
    assert plain.leftovers(expected) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Text\n\n```{mermaid}\nx\n```", "line 12: unknown directive {mermaid}"),
        ("Text\n{foo}`x`", "line 11: unknown role {foo}"),
        (":::{note}\n\n{foo}`x`\n:::", "line 12: unknown role {foo}"),
        (":::{note}\n```{code-cell}\nx\n```\n:::", "line 11: unknown directive {code-cell}"),
        ("{{ name }}", "line 10: substitutions"),
        ("```{dropdown} `x`\nText\n```", "line 10: backticks in"),
        ("```{note}\nText", "line 10: ```{note} is never closed"),
        ("$$\nx\n\ny$$", r"line 10: \$\$ is never closed"),
        ("{ref}`nowhere`", "line 10: unknown label 'nowhere'"),
        ("{eq}`nowhere`", "line 10: unknown label 'nowhere'"),
        ("{eq}`second`", "line 10: 'second' has no number"),
        ("{exercise}`one: Go`", "line 10: unknown exercise 'one: Go'"),
        ("{doc}`nowhere`", "line 10: unknown page 'chapters/nowhere'"),
        ("{cite}`nobody`", "line 10: unknown source 'nobody'"),
        ("[x](nowhere.md)", "line 10: a link to 'nowhere.md'"),
        ("![x](nowhere.svg)", "line 10: no picture 'nowhere.svg'"),
        ("```{literalinclude} nowhere.py\n```", "line 10: no file nowhere.py"),
        (
            "```{literalinclude} ../rnnutils/cell.py\n:pyobject: Cell.run\n```",
            "line 10: no Cell.run in",
        ),
        ("```{code-cell}\n:name: x\n1\n```", r"line 10: unknown options of a cell: \['name'\]"),
    ],
)
def test_what_has_no_plain_form_is_refused_with_its_line(plainly, text, message):
    with pytest.raises(ValueError, match=message):
        plainly(text)


def test_an_error_names_the_file(course, tmp_path):
    root = small_course.make(tmp_path)
    chapter = root / "chapters" / "one.md"
    chapter.write_text(small_course.HEADER + "# One\n\n{foo}`x`\n")
    with pytest.raises(ValueError, match=re.escape("chapters/one.md, line 12: unknown role {foo}")):
        notebooks.Publisher(root, tmp_path / "wheel").convert("chapters/one")


@pytest.mark.parametrize(
    "text", ["{eq}`a`", "```{note}", ":::", "(label)=", "+++", "% hidden", "{{ x }}", "> :::{tip}"]
)
def test_visible_myst_is_noticed(text):
    assert plain.leftovers(f"Text\n\n{text}\n\nText") != []


@pytest.mark.parametrize("module", [blocks, plain], ids=lambda module: module.__name__)
def test_examples_in_docstrings_are_true(module):
    found = doctest.testmod(module)
    assert found.attempted and not found.failed


# Cells ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def publisher(course, tmp_path_factory):
    return notebooks.Publisher(course, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def published(publisher):
    return publisher.convert("chapters/one")[0]


def test_code_and_tags_are_those_that_jupytext_reads(course):
    page = plain.Page("chapters/one", Project(course))
    ours = [c for c in page.cells(small_course.CHAPTER) if c.cell_type == "code"]
    theirs = jupytext.reads(small_course.CHAPTER, fmt="md:myst").cells
    theirs = [cell for cell in theirs if cell.cell_type == "code"]
    assert [cell.source for cell in ours] == [cell.source for cell in theirs]
    assert [cell.metadata.tags for cell in ours] == [cell.metadata.tags for cell in theirs]


def test_folded_code_is_folded_in_jupyter_and_in_colab(published):
    [folded] = [c for c in published.cells if "hide-input" in c.metadata.get("tags", [])]
    assert folded.metadata.jupyter.source_hidden
    assert folded.metadata.cellView == "form" and folded.source.startswith("#@title ")


def test_the_proofs_of_the_prose_stay_on_the_side_of_the_site(published):
    assert not [cell for cell in published.cells if "1 + 1 == 2" in cell.source]


def test_the_caption_of_a_computed_figure_stands_below_its_cell(published):
    [place] = [i for i, c in enumerate(published.cells) if "import rnnutils\n" in c.source]
    below = published.cells[place + 1]
    assert below.source == "**Figure 1.1.** A line, see (1.2)."


def test_without_a_built_book_there_are_no_outputs(published):
    assert not any(cell.get("outputs") for cell in published.cells)


@pytest.fixture
def built(tmp_path):
    """Return a course with an execution cache that was filled by hand, and a publisher of it."""
    root = small_course.make(tmp_path / "built")
    page = root / "chapters" / "one.md"
    cache = execute.Cache(root / execute.CACHE)
    execute.cached_seconds(cache, page)  # makes the page known to the cache
    done = cache.get_project_notebook(str(page)).nb
    figure, guard = (cell for cell in done.cells if cell.cell_type == "code")
    data = {"image/png": "aGVsbG8=", "text/plain": "<Figure>"}
    figure.outputs = [
        new_output("stream", text="a"),
        new_output("stream", text="b\n"),
        new_output("execute_result", data=data, execution_count=7),
        new_output("display_data", data={"text/html": "<desc>Arrows</desc>"}),
    ]
    guard.outputs = [new_output("stream", text="a secret")]
    execute.store(cache, page, done, 1.0)
    return page, notebooks.Publisher(root, tmp_path, cache=root / execute.CACHE)


def test_a_notebook_has_the_outputs_of_the_book_with_alternative_texts(built):
    notebook, _ = built[1].convert("chapters/one")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2]
    stream, figure, drawing = code[1].outputs
    assert stream.text == "ab\n"
    assert figure.metadata["image/png"]["alt"] == code[1].metadata.alt == "A line"
    assert drawing.data["text/html"] == "<desc>A line</desc>"
    assert figure.execution_count == 2
    assert "secret" not in str(notebook)


def test_outputs_of_another_state_of_the_page_are_refused(built):
    page, publisher = built
    page.write_text(page.read_text().replace("import rnnutils", "import numpy"))
    with pytest.raises(ValueError, match="chapters/one.md, not executed as it stands now"):
        publisher.convert("chapters/one")


def test_a_cell_may_refer_to_a_formula_further_down(tmp_path):
    root = small_course.make(tmp_path)
    path = root / "exercises" / "one.ipynb"
    text = json.loads(path.read_text())
    text["cells"][0]["source"] = ["# Exercises: one\n", "\n", "see {eq}`below`"]
    formula = {"cell_type": "markdown", "id": "f", "metadata": {}, "source": ["$$x$$ (below)"]}
    text["cells"].append(formula)
    path.write_text(json.dumps(text))
    notebook, _ = notebooks.Publisher(root, tmp_path / "wheel").convert("exercises/one")
    assert notebook.cells[1].source.endswith("see (1.3)")
    assert notebook.cells[-1].source == "$$\nx \\tag{1.3}\n$$"


def test_the_time_of_a_page_is_the_one_of_its_site_and_left_out_without_a_site(tmp_path):
    root = small_course.make(tmp_path)

    def told():
        return plain.Page("chapters/one", Project(root)).markdown("Before.\n\n```{time}\n```")

    assert told() == "Before."
    page = root / "_build" / "html" / "chapters" / "one.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<article>{'word ' * 301}</article>")
    assert told() == "Before.\n\n**Time:** 3 minutes to read."


# The branch -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def branch(course, tmp_path_factory):
    out = tmp_path_factory.mktemp("branch") / "notebooks"
    notebooks.assemble(course, out)
    return out


def files(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_branch_holds_notebooks_wheel_pictures_and_what_binder_needs(branch, course):
    assert list(files(branch)) == [
        ".binder/postBuild",
        ".binder/requirements.txt",
        "README.md",
        "_static/drawing.svg",
        "chapters/one.ipynb",
        "exercises/one.ipynb",
        "requirements.txt",
        f"rnnutils-{wheel.version(course)}-py3-none-any.whl",
        "solutions/one.ipynb",
    ]
    assert (branch / ".binder" / "postBuild").stat().st_mode & 0o111


def test_assembling_again_gives_the_same_bytes(branch, course, tmp_path):
    notebooks.assemble(course, tmp_path / "again")
    assert files(tmp_path / "again") == files(branch)


def test_a_fork_publishes_its_own_addresses(course, monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "fork-er/rnn")
    notebook = json.dumps(notebooks.Publisher(course, tmp_path).convert("chapters/one")[0])
    assert "https://github.com/fork-er/rnn/raw/notebooks/rnnutils" in notebook
    assert "https://fork-er.github.io/rnn/chapters/two.html" in notebook
    assert "some-one" not in notebook


# This repository ------------------------------------------------------------------


@pytest.mark.skipif(not (ROOT / "_toc.yml").exists(), reason="the book has no pages yet")
def test_every_page_of_this_repository_converts_and_shows_no_myst(tmp_path):
    publisher = notebooks.Publisher(ROOT, tmp_path)
    for name in notebooks.launchable(ROOT):
        notebook, _ = publisher.convert(name)
        for cell in notebook.cells:
            assert cell.cell_type == "code" or plain.leftovers(cell.source) == [], name
