"""What a reference of MyST becomes where there is no Sphinx: a number, a link or a picture.

Within a page it is a number (counting.py); to another page, a link to the site with that number.
A reference that leads nowhere raises LookupError; inline.py adds the line.
"""

import html
import posixpath
import re

from tools.publish.counting import NAMES
from tools.publish.project import Project

QUOTED = {"math": "$", "code": "`", "command": "`", "file": "`", "program": "`", "samp": "`"}
HTML_ROLES = {"sub": "sub", "superscript": "sup", "sup": "sup", "subscript": "sub", "kbd": "kbd"}
TITLED = re.compile(r"^(?P<text>.*?)\s*<(?P<target>[^<>]+)>$")


class References:
    """The roles, links and pictures of one page, and what they may refer to.

    Parameters
    ----------
    name : str
        As in _toc.yml: ``chapters/forecasting``.
    project : Project
        Knows the other pages, their labels and the sources (project.py).
    """

    def __init__(self, name: str, project: Project) -> None:
        self.name, self.project = name, project
        self.images: list[str] = []
        self.cited: list[str] = []

    def role(self, name: str, text: str) -> str:
        """Return the plain form of a role; LookupError for an unknown one."""
        titled = TITLED.match(text)
        title, target = (titled["text"], titled["target"]) if titled else ("", text)
        if name in QUOTED:
            return f"{QUOTED[name]}{text}{QUOTED[name]}"
        if name in HTML_ROLES:
            return f"<{HTML_ROLES[name]}>{html.escape(text)}</{HTML_ROLES[name]}>"
        if name.startswith("py:"):
            call = "()" if name in ("py:func", "py:meth") and not title else ""
            shown = target.rpartition(".")[2] if target.startswith("~") else target
            return f"`{title or shown.lstrip('~.') + call}`"
        if name == "abbr":
            short, _, long = text.partition("(")
            return f'<abbr title="{html.escape(long.rstrip(")"))}">{short.strip()}</abbr>'
        if name == "eq":
            return self.equation(target)
        if name == "numref":
            return self.numbered(target, title)
        if name == "exercise":
            page, number, heading = self.project.exercise(text)
            return self.project.page_link(page, f"exercise {number}", heading)
        if name == "ref":
            return self.section(target, title)
        if name == "doc":
            page = posixpath.normpath(posixpath.join("/", self.name, "..", target)).lstrip("/")
            return self.project.page_link(page, title)
        if name == "term":
            return self.project.term(target, title)
        if name in ("cite", "cite:p", "cite:t"):
            keys = [key.strip() for key in text.split(",")]
            self.cited += keys
            return self.project.citation(keys, textual=name == "cite:t")
        raise LookupError(f"unknown role {{{name}}}")

    def equation(self, label: str) -> str:
        """Refer to a formula by its number."""
        kind, number = self.project.number(label)
        if kind != "equation":
            raise LookupError(f"{label!r} is no formula")
        return self.there(label, f"({number})", f"equation-{label}")

    def numbered(self, label: str, title: str) -> str:
        """Refer to a figure or table by its number."""
        kind, number = self.project.number(label)
        shown = title or f"{NAMES[kind]} %s"
        return self.there(label, shown.replace("{number}", "%s").replace("%s", number), label)

    def there(self, label: str, shown: str, anchor: str) -> str:
        """Return a text, linked if what it speaks of is on another page."""
        page = self.project.home(label)
        return shown if page == self.name else f"[{shown}]({self.project.url(page, anchor)})"

    def section(self, label: str, title: str = "") -> str:
        """Refer to a labelled section or figure on the site."""
        page = self.project.home(label)
        shown = title or self.project.labels[label][1] or self.project.titles[page]
        return f"[{shown}]({self.project.url(page, label)})"

    def link(self, text: str, target: str) -> str:
        """Return a link that works outside the repository."""
        if re.match(r"^(https?|mailto):", target):
            return f"[{text}]({target})"
        path, _, anchor = target.partition("#")
        if not path and anchor not in self.project.labels:
            return f"[{text}]({self.project.url(self.name, anchor)})"
        for label in (anchor if not path else "", target):
            if self.project.numbers.labels.get(label, "?")[0] == "equation" and not text:
                return self.equation(label)
            if label in self.project.labels:
                return self.section(label, text)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), path))
        page = re.sub(r"\.(md|ipynb|html)$", "", path)
        if page in self.project.titles:
            return self.project.page_link(page, text, anchor)
        if (self.project.root / path).is_file():
            return f"[{text}]({self.project.source_url(path)})"
        raise LookupError(f"a link to {target!r}, which is no page, label or file")

    def image(self, alt: str, target: str) -> str:
        """Return a picture that shows wherever the notebook is opened."""
        if re.match(r"^https?:", target):
            return f"![{alt}]({target})"
        path = posixpath.normpath(posixpath.join("/", self.name, "..", target)).lstrip("/")
        if not (self.project.root / path).is_file():
            raise LookupError(f"no picture {target!r}")
        self.images.append(path)
        return f"![{alt}]({self.project.file_url(path)})"
