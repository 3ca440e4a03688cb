"""Our reader of MyST finds on every page what myst-parser finds there, on the same lines."""

import re

import pytest
import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from tools import ROOT
from tools.publish.blocks import blocks, page_blocks

PAGES = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
PARSE = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["parse"]
# Directives whose body is no MyST.
VERBATIM = ("code-cell", "code-block", "code", "math", "literalinclude", "bibliography")


@pytest.fixture(scope="module")
def parser():
    extensions = set(PARSE["myst_enable_extensions"])
    config = MdParserConfig(enable_extensions=extensions, dmath_double_inline=True)
    return create_md_parser(config, RendererHTML)


def ours(parts):
    """Yield line, name and body of every block that is not text, those inside others too."""
    for part in parts:
        if part.kind == "directive":
            yield part.line, part.name, part.argument, [line.strip() for line in part.lines]
            if part.name not in VERBATIM:
                yield from ours(blocks(part.lines, part.body_line))
        elif part.kind == "math":
            yield part.line, "$$", part.name, [line for row in part.lines if (line := row.strip())]
        elif part.kind == "code":
            yield part.line, "code", "", [line.strip() for line in part.lines[1:-1]]
        elif part.kind != "text":
            yield part.line, part.kind, part.name, []


def theirs(parser, text, first=1):
    """Yield the same of the tokens of myst-parser."""
    for token in parser.parse(text):
        line = first + (token.map[0] if token.map else 0)
        body = [row.strip() for row in token.content.splitlines()]
        if token.type in ("fence", "colon_fence"):
            directive = re.match(r"\{([^}]+)\}(.*)", token.info.strip())
            if not directive:
                yield line, "code", "", body
                continue
            name, argument = directive[1], directive[2].strip()
            yield line, name, argument, without_options(body)
            if name not in VERBATIM:
                yield from theirs(parser, token.content, line + 1)
        elif token.type in ("math_block", "math_block_label", "amsmath"):
            yield line, "$$", token.info, [row for row in body if row]
        elif token.type == "myst_target":
            yield line, "target", token.content, []
        elif token.type == "myst_block_break":
            yield line, "break", "", []


def without_options(body):
    """Return the lines of a directive behind its options."""
    if body[:1] == ["---"]:
        return body[body.index("---", 1) + 1 :]
    while body and re.match(r":([\w-]+:|\s|$)", body[0]):
        body = body[1:]
    return body


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_blocks_of_a_page_are_those_of_myst_parser(page, parser):
    text = page.read_text("utf-8")
    found = sorted(ours(page_blocks(text)))
    assert found == sorted(theirs(parser, text)) and found


def test_blocks_inside_blocks_and_options_of_either_form_are_compared(parser):
    text = """\
---
title: header
---
(here)=
# Title

::::{admonition} A
:class: tip
```{code-cell} ipython3
---
tags: [x]
---
1
```
::::

$$
x
$$ (one)

+++
"""
    wanted = [
        (4, "target", "here", []),
        (7, "admonition", "A", ["```{code-cell} ipython3", "---", "tags: [x]", "---", "1", "```"]),
        (9, "code-cell", "ipython3", ["1"]),
        (17, "$$", "one", ["x"]),
        (21, "break", "", []),
    ]
    assert sorted(ours(page_blocks(text))) == sorted(theirs(parser, text)) == wanted
