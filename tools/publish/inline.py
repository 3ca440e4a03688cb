"""Turn the inline markup of MyST into plain Markdown: roles, links, images, footnotes.

Code, formulas and HTML are passed over. What a role or a link becomes is asked of the page
they stand on (page.py).
"""

import re

from tools.publish.references import References

ROLE = re.compile(
    r"\{(?P<name>[A-Za-z][\w:.+-]*)\}(?P<ticks>`+)(?P<text>.*?[^`])(?P=ticks)(?!`)", re.S
)
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]*(?:\n[^$\n]+)*\$", re.S)
HTML = re.compile(r"<[^<>]*>")
ATTRIBUTES = re.compile(r"(?<=[\])`])\{[.#\w][^{}`]*\}")
ENVIRONMENT = re.compile(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.S)
DESTINATION = re.compile(
    r"\(\s*(?:<(?P<pointy>[^>\n]*)>|(?P<bare>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*))"
    r"(?P<title>\s+\"[^\"]*\")?\s*\)"
)
FOOTNOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?P<colon>:?)")
# What stays as it is, tried in this order.
VERBATIM = {"\\": (ENVIRONMENT, re.compile(r"\\.", re.S)), "`": (CODE,), "$": (MATH,), "<": (HTML,)}


def convert(text: str, page: References, line: int) -> str:
    """Return text whose roles and links are plain Markdown.

    Parameters
    ----------
    text : str
        Markdown without block markup.
    page : object
        Has ``role(name, text)``, ``link(text, target)`` and ``image(alt, target)``; a
        ``ValueError`` they raise is given the line.
    line : int
        Number of the first line in the file.
    """
    out, i = [], 0
    while i < len(text):
        try:
            piece, i = _next(text, i, page, line)
        except LookupError as error:  # from a page: what is missing, but not where
            raise ValueError(f"line {line + text.count(chr(10), 0, i)}: {error.args[0]}") from None
        out.append(piece)
    return "".join(out)


def _next(text: str, i: int, page: References, line: int) -> tuple[str, int]:
    """Return the plain form of what begins at i, and where it ends."""
    here = text[i]
    for pattern in VERBATIM.get(here, ()):
        if found := pattern.match(text, i):
            return found[0], found.end()
    if here == "{":
        if role := ROLE.match(text, i):
            return page.role(role["name"], " ".join(role["text"].split())), role.end()
        if text.startswith("{{", i):
            raise LookupError("substitutions {{ }} are not supported in notebooks")
        if attributes := ATTRIBUTES.match(text, i):
            return "", attributes.end()
    if footnote := FOOTNOTE.match(text, i):
        return f"<sup>{footnote['name']}</sup>", footnote.end()
    if here == "[" or text.startswith("![", i):
        if link := _link(text, i, page, line):
            return link
    return here, i + 1


def _link(text: str, i: int, page: References, line: int) -> tuple[str, int] | None:
    is_image = text[i] == "!"
    start = i + 1 + is_image
    end = _closing_bracket(text, start)
    if end is None or not (destination := DESTINATION.match(text, end + 1)):
        return None
    target = destination["pointy"] or destination["bare"] or ""
    if is_image:
        return page.image(text[start:end], target), destination.end()
    label = convert(text[start:end], page, line + text.count("\n", 0, start))
    return page.link(label, target), destination.end()


def _closing_bracket(text: str, i: int) -> int | None:
    depth = 1
    while i < len(text):
        if text[i] in "\\`$":
            found = next((m for p in VERBATIM[text[i]] if (m := p.match(text, i))), None)
            i = found.end() if found else i + 1
            continue
        depth += {"[": 1, "]": -1}.get(text[i], 0)
        if not depth:
            return i
        i += 1
    return None
