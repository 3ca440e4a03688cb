"""Exercises with a number in front of their heading, and references that show it.

Sphinx numbers chapters, formulas, figures and tables as _toc.yml says. An exercise is a section
of a page below a chapter, which Sphinx leaves without: here it gets the number that it has in the
published notebooks, in its heading, in the table of contents and wherever the role
``{exercise}`lstm: Its title` `` refers to it.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from tools.publish.project import Project, anchor


def exercise(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: Any = None,
    content: Any = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Refer to an exercise by the stem of its chapter and its title."""
    kind = {"reftype": "exercise", "refdomain": "", "reftarget": text}
    here = inliner.document.settings.env.docname
    return [addnodes.pending_xref(rawtext, nodes.inline("", text), refdoc=here, **kind)], []


class Numbers:
    """The numbers of one build."""

    def __init__(self) -> None:
        self.project: Project

    def read(self, app: Sphinx) -> None:
        """Read the pages as publishing does."""
        self.project = Project(Path(app.srcdir))

    def give(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Give each exercise its number, as Sphinx gives chapters theirs."""
        for page, headings in self.project.numbers.exercises.items():
            numbers = {f"#{anchor(h)}": [*map(int, n.split("."))] for h, n in headings.items()}
            if page not in env.tocs or not numbers:
                continue
            env.toc_secnumbers.setdefault(page, {}).update(
                {heading: tuple(number) for heading, number in numbers.items()}
            )
            for reference in env.tocs[page].findall(nodes.reference):
                if reference["anchorname"] in numbers:
                    reference["secnumber"] = numbers[reference["anchorname"]]
        return []

    def refer(
        self, app: Sphinx, env: BuildEnvironment, node: Any, contnode: nodes.Element
    ) -> nodes.Element | None:
        """Write a reference to an exercise; an unknown one stays a warning of Sphinx."""
        if node["reftype"] != "exercise":
            return None
        try:
            page, number, heading = self.project.exercise(node["reftarget"])
        except LookupError:
            return None
        text = nodes.inline("", f"exercise {number}")
        return make_refnode(app.builder, node["refdoc"], page, heading, text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all of it; the numbers come after those of Sphinx."""
    numbers = Numbers()
    app.add_role("exercise", exercise)
    app.connect("builder-inited", numbers.read)
    app.connect("env-get-updated", numbers.give, priority=900)
    app.connect("missing-reference", numbers.refer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
