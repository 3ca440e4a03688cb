"""Turn a page of the course into a plain notebook: no MyST is left for the reader to see.

A construct this file does not know is an error with file and line, never a guess: what a
notebook shows must be what its author wrote.
"""

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from sphinx.pycode import ModuleAnalyzer

from tools.book import minutes
from tools.publish import inline
from tools.publish.blocks import Block, blocks, page_blocks
from tools.publish.counting import EXERCISE, NAMES
from tools.publish.formulas import as_one_formula
from tools.publish.project import Project
from tools.publish.references import References

ADMONITIONS = (
    "note tip warning important seealso attention caution danger error hint admonition "
    "margin sidebar exercise versionadded"
).split()
# What the site folds, a notebook folds. Cells that the site removes hold the proofs of its prose,
# which a reader who changes a number is not to meet: they are not published.
FOLDED = {
    "hide-input": ("source_hidden",),
    "remove-input": ("source_hidden",),
    "hide-output": ("outputs_hidden",),
    "remove-output": ("outputs_hidden",),
    "hide-cell": ("source_hidden", "outputs_hidden"),
}


FORM = "#@title Folded code"


class Page(References):
    """One page on its way to plain Markdown."""

    def __init__(self, name: str, project: Project) -> None:
        super().__init__(name, project)
        # What has a number is written in the order in which it was counted.
        numbers = project.numbers
        self.numbers = {kind: iter(numbers.pages.get((name, kind), [])) for kind in NAMES}
        self.ahead = numbers.title(name)

    # Blocks -----------------------------------------------------------------------

    def cells(self, text: str) -> list[NotebookNode]:
        """Return the cells of an executable MyST page.

        Raises
        ------
        ValueError
            For what cannot be put in plain Markdown, with its line.
        """
        parts = page_blocks(text)
        cells: list[NotebookNode] = []
        prose: list[str] = []

        def end_prose() -> None:
            if prose:
                cells.append(new_markdown_cell("\n\n".join(prose)))
                prose.clear()

        for block in parts:
            if block.kind == "break":
                end_prose()
            elif block.kind == "directive" and block.name == "code-cell":
                end_prose()
                cell, caption = self.code_cell(block)
                cells.append(cell)
                prose.extend(caption)
            elif plain := self.plain(block):
                prose.append(plain)
        end_prose()
        return cells

    def markdown(self, text: str) -> str:
        """Return the plain form of one Markdown cell of a notebook."""
        return self.join(blocks(text.split("\n")))

    def join(self, parts: Iterable[Block]) -> str:
        """Return blocks as one text."""
        return "\n\n".join(plain for part in parts if (plain := self.plain(part)))

    def inside(self, block: Block) -> str:
        """Return the plain form of what a directive contains."""
        return self.join(blocks(block.lines, block.body_line))

    def inline(self, text: str, line: int) -> str:
        """Return text with its roles and links made plain."""
        return inline.convert(text, self, line)

    def plain(self, block: Block) -> str:
        """Return the plain Markdown of a block; empty if it shows nothing."""
        if block.kind == "text":
            return self.headed(self.inline("\n".join(block.lines), block.line).strip("\n"))
        if block.kind == "code":
            return "\n".join(block.lines)
        if block.kind == "math":
            return indented(self.formula(block.lines, block.name), block.indent)
        if block.kind in ("target", "break"):
            return ""
        name = block.name.removeprefix("admonition-")
        if name in ADMONITIONS:
            name = "admonition"
        render = getattr(self, "directive_" + name.replace("-", "_"), None)
        if render is None:
            raise ValueError(f"line {block.line}: unknown directive {{{block.name}}}")
        return indented(render(block), block.indent)

    def headed(self, text: str) -> str:
        """Put their numbers in front of the title of a chapter and the headings of exercises."""
        if self.ahead and (title := re.search(r"^# ", text, re.M)):
            text, self.ahead = text[: title.end()] + self.ahead + text[title.end() :], ""
        numbers = self.project.numbers.exercises.get(self.name, {})
        return EXERCISE.sub(lambda h: f"## {numbers[h[1]]} {h[1]}", text)

    def caption(self, kind: str, text: str) -> str:
        """Return a caption behind the next number of its kind."""
        return f"**{NAMES[kind]} {next(self.numbers[kind])}.** {text}"

    def formula(self, lines: list[str], label: str) -> str:
        """Return a displayed formula, numbered if it has a label."""
        tex = as_one_formula("\n".join(lines).strip())
        tag = f" \\tag{{{self.project.number(label)[1]}}}" if label else ""
        return f"$$\n{tex}{tag}\n$$"

    def code_cell(self, block: Block) -> tuple[NotebookNode, list[str]]:
        """Return a code cell and the Markdown of its caption, if it has one."""
        options = dict(block.options)
        tags = options.pop("tags", None) or []
        tags = yaml.safe_load(tags) if isinstance(tags, str) else tags
        mystnb = options.pop("mystnb", None) or {}
        if options:
            raise ValueError(f"line {block.line}: unknown options of a cell: {sorted(options)}")
        metadata: dict[str, Any] = {"tags": tags} if tags else {}
        folded = {key: True for tag in tags for key in FOLDED.get(tag, ())}
        code = "\n".join(block.lines).strip("\n")
        if folded:
            metadata["jupyter"] = folded
        if "source_hidden" in folded:
            metadata["cellView"] = "form"  # Colab's way to fold; branch.py adds the title
        if alt := (mystnb.get("image") or {}).get("alt"):
            metadata["alt"] = alt  # nbconvert reads it here, and from the output
        cell = new_code_cell(code, metadata=metadata)
        figure = mystnb.get("figure") or {}
        if not figure.get("caption"):
            return cell, []
        return cell, [self.caption("figure", self.inline(figure["caption"].strip(), block.line))]

    # Directives -------------------------------------------------------------------

    def directive_admonition(self, block: Block) -> str:
        """Set a remark as a quotation, or folded if its class says so."""
        own_title = block.name in ("admonition", "sidebar", "exercise")
        title = self.inline(block.argument, block.line) if own_title else ""
        text = self.inside(block)
        if block.argument and not own_title:  # {note} may begin on its first line
            text = "\n\n".join(filter(None, [self.inline(block.argument, block.line), text]))
        title = title or {"seealso": "See also"}.get(block.name, block.name.capitalize())
        if "dropdown" in block.options.get("class", ""):
            return folded_text(title, text)
        quoted = f"**{title}**\n\n{text}".rstrip()
        return "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))

    def directive_dropdown(self, block: Block) -> str:
        """Fold a text behind its title."""
        return folded_text(self.inline(block.argument, block.line) or "More", self.inside(block))

    def directive_math(self, block: Block) -> str:
        """Set a formula, from the argument, the body or both."""
        label = block.options.get("label") or block.options.get("name") or ""
        return self.formula([block.argument, *block.lines], label)

    def directive_figure(self, block: Block) -> str:
        """Set a picture above its caption."""
        picture = self.directive_image(block)
        caption = self.inside(block)
        return f"{picture}\n\n{self.caption('figure', caption)}" if caption else picture

    def directive_image(self, block: Block) -> str:
        """Set a picture."""
        try:
            return self.image(block.options.get("alt", ""), block.argument)
        except LookupError as error:
            raise ValueError(f"line {block.line}: {error.args[0]}") from None

    def directive_literalinclude(self, block: Block) -> str:
        """Show the lines of the file as they are now."""
        path = Path(posixpath.normpath(self.project.root / self.name / ".." / block.argument))
        if not path.is_file():
            raise ValueError(f"line {block.line}: no file {block.argument}")
        known = {"pyobject", "start-at", "end-at", "dedent", "language", "caption", "name"}
        unknown = set(block.options) - known
        if unknown:
            raise ValueError(f"line {block.line}: unknown options {sorted(unknown)}")
        lines = path.read_text("utf-8").splitlines()
        if wanted := block.options.get("pyobject"):
            tags = ModuleAnalyzer.for_file(str(path), "").find_tags()
            if wanted not in tags:
                raise ValueError(f"line {block.line}: no {wanted} in {block.argument}")
            lines = lines[tags[wanted][1] - 1 : tags[wanted][2]]
        if wanted := block.options.get("start-at"):
            lines = lines[_place(wanted, lines, block) :]
        if wanted := block.options.get("end-at"):
            lines = lines[: _place(wanted, lines, block) + 1]
        margin = min((len(x) - len(x.lstrip()) for x in lines if x.strip()), default=0)
        code = "\n".join(line[margin:] for line in lines).rstrip()
        language = block.options.get("language", "python" if path.suffix == ".py" else "")
        return f"```{language}\n{code}\n```"

    def directive_code_block(self, block: Block) -> str:
        """Show code."""
        return "\n".join([f"```{block.argument}", *block.lines, "```"])

    directive_code = directive_code_block

    def directive_list_table(self, block: Block) -> str:
        """Set a table that was written as a list of lists."""
        rows = []
        for offset, line in enumerate(block.lines):
            if item := re.match(r"^[*-]\s+-(?:\s+(.*))?$", line):
                rows.append([item[1] or ""])
            elif rows and (item := re.match(r"^\s+-(?:\s+(.*))?$", line)):
                rows[-1].append(item[1] or "")
            elif line.strip() and rows:
                rows[-1][-1] += " " + line.strip()
            elif line.strip():
                raise ValueError(f"line {block.body_line + offset}: not a row of a list-table")
        rows = [[self.inline(cell, block.body_line) for cell in row] for row in rows]
        if not int(block.options.get("header-rows") or 0):
            rows.insert(0, [""] * len(rows[0]))
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        return self.with_caption(block, "\n".join(lines))

    def directive_table(self, block: Block) -> str:
        """Set a table below its caption."""
        return self.with_caption(block, self.inside(block))

    def with_caption(self, block: Block, table: str) -> str:
        """Put the number and title of a table above it."""
        if not block.argument:
            return table
        return f"{self.caption('table', self.inline(block.argument, block.line))}\n\n{table}"

    def directive_tab_set(self, block: Block) -> str:
        """Set tabs one below the other."""
        return self.inside(block)

    def directive_tab_item(self, block: Block) -> str:
        """Set a tab below its title."""
        return f"**{self.inline(block.argument, block.line)}**\n\n{self.inside(block)}"

    def directive_time(self, block: Block) -> str:
        """Tell the minutes of this page as they stand on the site; nothing where none is built."""
        site = self.project.root / "_build" / "html"
        if not (site / f"{self.name}.html").is_file():
            return ""
        return f"**Time:** {minutes.in_words(minutes.shown(site, [self.name]))} to read."

    def directive_bibliography(self, block: Block) -> str:
        """List what was cited above."""
        return "\n".join(f"- {self.project.reference(key)}" for key in sorted(set(self.cited)))

    def directive_div(self, block: Block) -> str:
        """Show what a container holds."""
        return self.inside(block)

    directive_container = directive_div

    def directive_index(self, block: Block) -> str:
        """Show nothing: an index entry or a table of contents is the site's business."""
        return ""

    directive_contents = directive_tableofcontents = directive_index


def indented(text: str, indent: str) -> str:
    """Return text moved to the right, as part of a list."""
    return "\n".join(indent + line if line else line for line in text.split("\n"))


def folded_text(title: str, text: str) -> str:
    """Return text that opens at a click, in HTML: Markdown has no such thing."""
    title = re.sub(r"`([^`]+)`", r"<code>\1</code>", title)
    title = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", title)
    title = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", title)
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"


FENCED_CODE = re.compile(r"^((?:> ?)* *)(`{3,}|~{3,})(?!\{).*?^\1\2 *$", re.M | re.S)
LEFTOVER = re.compile(
    r"^[> ]*(?:[-*]\s+)?(?:`{3,}|~{3,}|:{3,}).*"  # a directive, or the end of one
    r"|^\([^()\s]+\)=\s*$|^\+\+\+.*|^ {0,3}%.*|\{\{.*"  # target, break, comment, substitution
    r"|\{[A-Za-z][\w:.+-]*\}`.*",  # role
    re.M,
)


def leftovers(markdown: str) -> list[str]:
    """Return the places of Markdown in which MyST would be visible.

    >>> leftovers("see {eq}`loss`, not `{eq}`")
    ['{eq}`…`, not `…`']
    """
    shown = FENCED_CODE.sub("", markdown)
    shown = inline.MATH.sub("", inline.CODE.sub("`…`", shown))
    return [found[0] for found in LEFTOVER.finditer(shown)]


def _place(wanted: str, lines: list[str], block: Block) -> int:
    """Return which line of a file is the first to hold what was wanted."""
    for place, line in enumerate(lines):
        if wanted in line:
            return place
    raise ValueError(f"line {block.line}: no {wanted!r} in {block.argument}")
