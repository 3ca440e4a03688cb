"""A course of two chapters and a pair of notebooks that uses every construct there is."""

from pathlib import Path

import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.application import Sphinx

from tools import ROOT
from tools.notebooks import from_solutions as exercises

CONFIG = "title: Small\nrepository:\n  url: https://github.com/some-one/small\n"
TOC = """\
format: jb-book
root: index
parts:
  - caption: All
    numbered: 1
    chapters:
      - file: chapters/one
        sections:
          - file: exercises/one
          - file: solutions/one
      - file: chapters/two
  - caption: Back matter
    chapters:
      - file: glossary
"""
BIBLIOGRAPHY = r"""
@article{elman1990, author = {Elman, Jeffrey L.}, title = {Finding Structure in Time},
  journal = {Cognitive Science}, year = {1990}, doi = {10.1207/s15516709cog1402_1}}
@article{hochreiter1997, author = {Hochreiter, Sepp and Schmidhuber, J{\"u}rgen},
  title = {Long Short-Term Memory}, journal = {Neural Computation}, year = {1997},
  doi = {10.1162/neco.1997.9.8.1735}}
@book{three, author = {van Rossum, G. and B, C. and D, E.}, title = {A Book},
  publisher = {Press}, year = {2001}}
"""
HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
---
"""
CHAPTER = (
    HEADER
    + """\
(first)=
# The first chapter

Read {doc}`two` or [the second](two.md), then {ref}`second`, {ref}`its start <second>` and
[](second). Our exercises: [here](../exercises/one.ipynb). Price: \\$5 {cite:p}`elman1990,three`.
As {cite:t}`hochreiter1997` show, {term}`gates <gate>` and {math}`x^2` matter; see {eq}`loss`,
{eq}`step`, {numref}`curve`, {numref}`Table %s <sizes>`, {eq}`far` and {exercise}`one: Return it`.
% a remark of the author
A name in code: `{eq}` and ``{ref}`x` ``. Math: $a[1](b) \\{ x \\}$.

```{math}
:label: step
h_t = \\tanh(a) \\\\
a = b
```

$$
L = \\sum_t l_t
$$ (loss)

:::{note}
Within {eq}`loss`:

```python
code = "{eq}`stays`"
```
:::

::::{admonition} Check *yourself*
:class: dropdown
:::{tip} At once
Nested.
:::
::::

:::{dropdown} Answer to `x`
It is {eq}`step`.
:::

```{code-cell} ipython3
---
tags: [hide-input]
mystnb:
  figure:
    caption: A line, see {eq}`loss`.
    name: curve
  image:
    alt: A line
---
import rnnutils
print("{eq}`in code`")
```

+++

```{literalinclude} ../rnnutils/cell.py
:pyobject: Cell.step
```

:::{list-table} Sizes of {py:class}`~rnnutils.RNN`
:name: sizes
:header-rows: 1
* - Name
  - Shape
* - $W$
  - (D, H),
    always
:::

```{figure} ../_static/drawing.svg
:name: drawing
:alt: A drawing

The caption of {py:func}`rnnutils.make_xy`.
```

- a list
  ```{tip}
  in a list
  ```

::::{tab-set}
:::{tab-item} NumPy
one
:::
:::{tab-item} Keras
two
:::
::::

```{code-cell} ipython3
:tags: [remove-cell]

assert 1 + 1 == 2
```

```{bibliography}
:filter: docname in docnames
```
"""
)
SECOND = HEADER + "(second)=\n# The second chapter\n\n$$x = y$$ (far)\n\nNo code here.\n"
GLOSSARY = "# Glossary\n\n```{glossary}\ngate\n  It opens.\n```\n"
CELL = 'class Cell:\n    """A cell."""\n\n    def step(self, x):\n        return x\n'
SOLUTION = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"


def make(root):
    """Write the course to a folder and return it."""
    files = {
        "_config.yml": CONFIG,
        "_toc.yml": TOC,
        "references.bib": BIBLIOGRAPHY,
        "index.md": "# Small\n",
        "chapters/one.md": CHAPTER,
        "chapters/two.md": SECOND,
        "glossary.md": GLOSSARY,
        "rnnutils/__init__.py": '"""A package."""\n',
        "rnnutils/cell.py": CELL,
        "_static/drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "requirements.txt": "numpy\n",
        "README.md": "# Small\n",
        "LICENSE": "MIT\n",
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n'
        'build-backend = "setuptools.build_meta"\n[project]\nname = "rnnutils"\n'
        'version = "0.3.0"\n[tool.setuptools]\npackages = ["rnnutils"]\n',
        ".binder/requirements.txt": "-r ../requirements.txt\n",
    }
    for name, text in files.items():
        exercises.write(root / name, text)
    for folder, title, code in (
        ("solutions", "Solutions", SOLUTION),
        ("exercises", "Exercises", exercises.blank(SOLUTION)),
    ):
        text = f"# {title}: one\n\nAfter {{doc}}`../chapters/one`, see [it](../chapters/one.md)."
        task = "## Start (warm-up)\n\nNothing.\n\n## Return it (core)\n\nSee {eq}`loss`."
        cells = [new_markdown_cell(text, id="title"), new_markdown_cell(task, id="task")]
        cells.append(new_code_cell(code, id="code"))
        notebook = new_notebook(cells=cells)
        notebook.nbformat_minor = 5
        exercises.write(root / folder / "one.ipynb", exercises.render(notebook))
    return Path(root)


# sphinx-multitoc-numbering asks docutils in an old way.
SPHINX_IS_OLD = pytest.mark.filterwarnings("ignore:nodes.Node.traverse:PendingDeprecationWarning")
NUMBERING = ("numfig_secnum_depth", "numfig_format", "html_secnumber_suffix")


def build(root):
    """Build the site of the course in a folder, numbered as the book is; return its folder."""
    site = root / "_build" / "html"
    book = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    extensions = "myst_nb sphinx_external_toc sphinx_multitoc_numbering sphinx_book_theme"
    settings = {name: book["sphinx"]["config"][name] for name in NUMBERING} | {
        "extensions": [*extensions.split(), "_ext.launch", "_ext.numbering"],
        "myst_enable_extensions": book["parse"]["myst_enable_extensions"],
        "numfig": True,
        "use_multitoc_numbering": True,
        "nb_execution_mode": "off",
        "external_toc_path": str(root / "_toc.yml"),
        "html_theme": "sphinx_book_theme",
        "html_theme_options": {"repository_url": "https://github.com/old/address"},
        "exclude_patterns": ["_build", "README.md", "LICENSE"],
        "html_context": {"default_mode": "auto"},
    }
    Sphinx(root, None, site, root / "_build" / "trees", "html", settings, None, None).build()
    return site
