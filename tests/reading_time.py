"""How long pages take to read: a second count of a built page, and the budgets of the chapters.

The count is a witness for `tools/book/minutes.py`: it shares the formula of the house with it and
nothing else. It walks through the page once, where that one cuts a tree into pieces.
"""

import math
import re
from html.parser import HTMLParser

CHAPTER = 30  # minutes
OF_THEIR_OWN = {"bptt": 40}
# Minutes of the chapters that are still too long, until the second edition of each. These may only
# shrink: a chapter that keeps its budget has no line here.
UNTIL_THE_SECOND_EDITION = {
    "encoder_decoder": 60,
    "attention": 52,
    "transformer": 57,
    "after_rnns": 48,
    "binding_sites": 46,
    "recombination": 61,
}
WITHOUT_END = "area base br col embed hr img input link meta source track wbr".split()


def over_budget(found, ceilings=UNTIL_THE_SECOND_EDITION):
    """Return what is wrong with the minutes of some chapters, by their stems."""
    faults = []
    for stem, minutes in found.items():
        budget, ceiling = OF_THEIR_OWN.get(stem, CHAPTER), ceilings.get(stem)
        if ceiling and minutes <= budget:
            faults.append(f"{stem} keeps its {budget} minutes: take it out of the list")
        elif minutes > (ceiling or budget):
            faults.append(f"{stem} takes {math.ceil(minutes)} minutes, not {ceiling or budget}")
    return faults + [f"{stem} is no chapter" for stem in ceilings if stem not in found]


class Reader(HTMLParser):
    """Goes through a page tag by tag and adds up the minutes of what can be seen."""

    def __init__(self):
        super().__init__()
        self.open, self.minutes, self.code = [], 0.0, ""

    def inside(self, test):
        return any(test(tag, kind) for tag, kind in self.open)

    @property
    def in_article(self):
        return self.inside(lambda tag, _: tag == "article") and not self.folded

    @property
    def folded(self):
        return self.inside(lambda tag, _: tag == "details")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        kind = (attributes.get("class") or "").split()
        if self.in_article and tag != "details":
            drawn = attributes.get("role") == "img" or self.inside(lambda _, k: "cell_output" in k)
            self.minutes += 2 / 3 * (tag == "img" or (tag == "svg" and drawn))
            self.minutes += 1 / 2 * (tag == "table") + 3 / 4 * ("predict" in kind)
            self.minutes += tag == "math" and attributes.get("display") == "block"
        if tag == "pre":
            self.code = ""
        if tag not in WITHOUT_END:
            self.open.append((tag, kind))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in WITHOUT_END:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag == "pre" and self.in_article and self.inside(lambda _, k: "cell_input" in k):
            self.minutes += len(self.code.rstrip("\n").split("\n")) / 15
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.in_article:
            return
        self.code += data
        silent = {"svg", "table", "math", "style", "script"}
        if not self.inside(lambda t, k: t in silent or "cell" in k or "headerlink" in k):
            self.minutes += len(re.findall(r"[A-Za-z][\w’'-]*", data)) / 150


def minutes(html):
    """Return the minutes of a page."""
    reader = Reader()
    reader.feed(html)
    return reader.minutes
