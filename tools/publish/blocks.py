"""Read MyST Markdown as a list of blocks: directives, code, formulas, targets and text.

Only the block structure is read, line by line, because whatever is not MyST must stay as it
was written. What the blocks become is decided in page.py.
"""

import itertools
import re
from typing import Any, NamedTuple

import yaml

FENCE = re.compile(r"^(?P<indent>[ ]*)(?P<marks>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
DIRECTIVE = re.compile(r"^\{(?P<name>[^}`]+)\}\s*(?P<argument>.*)$")
OPTION = re.compile(r"^:(?P<key>[\w-]+):(?:\s+(?P<value>.*))?$")
TARGET = re.compile(r"^\((?P<label>[^()\s]+)\)=\s*$")
ATTRIBUTES = re.compile(r"^\{[.#][^}]*\}\s*$")
COMMENT = re.compile(r"^ {0,3}%")
BREAK = re.compile(r"^\+\+\+.*$")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
DISPLAY_END = re.compile(r"\$\$\s*(?:\((?P<label>[^()\s]+)\))?\s*$")


class Block(NamedTuple):
    """A part of a page; `line` is where it begins in the file, counted from 1."""

    kind: str  # "text", "code", "directive", "math", "target" or "break"
    line: int
    lines: list
    name: str = ""  # of a directive; the label of a formula or target
    argument: str = ""
    options: dict = {}
    body_line: int = 0
    indent: str = ""


def blocks(lines: list[str], line: int = 1) -> list[Block]:
    """Return the blocks of some lines, of which the first has number `line`.

    >>> [block.kind for block in blocks(["Text", "", "(here)=", "# Title", "% hidden"])]
    ['text', 'target', 'text']
    """
    found: list[Block] = []
    text: list[str] = []
    i = 0

    def end_text() -> None:
        if any(part.strip() for part in text):
            found.append(Block("text", line + i - len(text), list(text)))
        text.clear()

    while i < len(lines):
        block, used = _special(lines, i, line)
        if not used:
            text.append(lines[i])
            i += 1
            continue
        end_text()
        if block:
            found.append(block)
        i += used
    end_text()
    return found


def page_blocks(text: str) -> list[Block]:
    """Return the blocks of a page without its YAML header."""
    header = FRONT_MATTER.match(text)
    skipped = header[0].count("\n") if header else 0
    return blocks(text.split("\n")[skipped:], skipped + 1)


def tagged(text: str, tag: str) -> str:
    """Return the code of those cells of a page that carry a tag."""
    cells = [block for block in page_blocks(text) if tag in str(block.options.get("tags"))]
    return "\n".join(line for cell in cells for line in cell.lines)


def _special(lines: list[str], i: int, line: int) -> tuple[Block | None, int]:
    """Return the block that begins at line i and its length, or (None, 0) for text."""
    here = lines[i]
    if fence := FENCE.match(here):
        end = _fence_end(lines, i, fence, line)
        return _fenced(lines[i : end + 1], fence, line + i), end + 1 - i
    if here.lstrip().startswith("$$"):
        return _display(lines, i, line)
    if target := TARGET.match(here):
        return Block("target", line + i, [], name=target["label"]), 1
    if BREAK.match(here):
        return Block("break", line + i, []), 1
    if COMMENT.match(here) or ATTRIBUTES.match(here):
        return None, 1
    return None, 0


def _fence_end(lines: list[str], i: int, fence: re.Match[str], line: int) -> int:
    marks = fence["marks"]
    if marks[0] == "`" and "`" in fence["info"]:
        # CommonMark does not take this for a fence, so the site would show the marks.
        raise ValueError(f"line {line + i}: backticks in {lines[i]!r} need a fence of colons")
    closing = re.compile(rf"^\s*{re.escape(marks[0])}{{{len(marks)},}}\s*$")
    for end in range(i + 1, len(lines)):
        if closing.match(lines[end]):
            return end
    raise ValueError(f"line {line + i}: {marks}{fence['info']} is never closed")


def _fenced(lines: list[str], fence: re.Match[str], line: int) -> Block:
    indent, info = fence["indent"], fence["info"].strip()
    body = [part[len(indent) :] if part.startswith(indent) else part for part in lines[1:-1]]
    directive = DIRECTIVE.match(info)
    if not directive:
        if fence["marks"][0] == ":":
            raise ValueError(f"line {line}: {fence['marks']} without a directive")
        return Block("code", line, lines)
    options, used = options_of(body, line)
    return Block(
        "directive",
        line,
        body[used:],
        directive["name"].strip(),
        directive["argument"].strip(),
        options,
        line + 1 + used,
        indent,
    )


def options_of(body: list[str], line: int) -> tuple[dict[str, Any], int]:
    """Return the options at the beginning of a directive, and how many lines they take."""
    if body and body[0].strip() == "---":
        for end in range(1, len(body)):
            if body[end].strip() == "---":
                return yaml.safe_load("\n".join(body[1:end])) or {}, end + 1
        raise ValueError(f"line {line}: the options of this directive are never closed")
    lines = list(itertools.takewhile(lambda part: re.match(r":[\w-]+:|:\s", part), body))
    options = [option for part in lines if (option := OPTION.match(part))]
    if len(options) == len(lines):
        return {option["key"]: option["value"] or "" for option in options}, len(lines)
    # An option that goes on over several lines, each behind a colon, is YAML.
    return yaml.safe_load("\n".join(part[1:] for part in lines)), len(lines)


def _display(lines: list[str], i: int, line: int) -> tuple[Block | None, int]:
    """Read $$ … $$ (label), on one line or several."""
    indent = lines[i][: len(lines[i]) - len(lines[i].lstrip())]
    for end in range(i, len(lines)):
        text = "\n".join(lines[i : end + 1]).strip()[2:]
        if end > i and not lines[end].strip():
            break  # a formula holds no blank line
        if closing := DISPLAY_END.search(text):
            tex = text[: closing.start()].strip("\n").split("\n")
            block = Block("math", line + i, tex, name=closing["label"] or "", indent=indent)
            return block, end + 1 - i
        if "$$" in text:
            return None, 0  # text goes on behind the formula
    raise ValueError(f"line {line + i}: $$ is never closed")
