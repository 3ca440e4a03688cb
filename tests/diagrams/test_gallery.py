"""Every drawing of the gallery: complete, readable, in its colours, and described."""

import json
import re
from xml.etree import ElementTree

import pytest
from diagrams.gallery import CELLS, DRAWN, PHONE, SVG, every_drawing, faults, gallery

from rnnutils import diagrams
from rnnutils.diagrams import Drawing
from rnnutils.diagrams.parts import Frame, Node
from rnnutils.diagrams.render import least_width
from rnnutils.diagrams.text import plain
from rnnutils.figures.style import LINES, ROLES

pytestmark = pytest.mark.heavy


def test_gallery_shows_every_picture():
    vocabulary = {"Drawing", "layer", "connect", "unroll", "vector", "table"}
    used = set(re.findall(r"diagrams\.(\w+)\(", "".join(CELLS)))
    assert set(diagrams.__all__) - vocabulary <= used
    assert all(isinstance(gallery()[i], Drawing) for i in DRAWN)
    assert len(DRAWN) >= 40


@every_drawing
def test_nothing_overlaps_or_is_cut_off(drawing):
    assert faults(gallery()[drawing]) == []


@every_drawing
def test_text_is_readable_on_a_phone_without_scrolling(drawing):
    assert least_width(gallery()[drawing]) <= PHONE


@every_drawing
def test_svg_is_well_formed_and_named(drawing):
    d = gallery()[drawing]
    root = ElementTree.fromstring(d.svg())
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == desc.get("id")
    assert title.text == d.title and desc.text == d.description
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 2


@every_drawing
def test_description_tells_every_labelled_part(drawing):
    d = gallery()[drawing]
    for part in d.parts.values():
        if isinstance(part, (Node, Frame)) and part.says:
            assert part.says in d.description
        if isinstance(part, Node) and part.value is not None:
            assert plain(part.value) in d.description


@every_drawing
def test_roles_keep_their_colour(drawing):
    d = gallery()[drawing]
    for part in d.parts.values():
        group = ElementTree.fromstring(part.svg())
        assert f"rnn-{part.role}" in group.get("class").split()
        allowed = {ROLES[part.role], LINES["light"][part.role], "none", None}
        for element in group.iter():
            if element.tag not in ("text", "tspan"):
                assert {element.get("fill"), element.get("stroke")} <= allowed


@every_drawing
def test_hidden_numbers_are_at_hand_as_data(drawing):
    d = gallery()[drawing]
    data = json.loads(ElementTree.fromstring(d.svg()).find(f"{SVG}metadata").text)
    assert set(data) == set(d.data)


@every_drawing
def test_same_drawing_is_the_same_bytes(drawing):
    assert gallery()[drawing].svg() == gallery()[drawing].svg()


def test_page_repeats_no_id():
    drawn = "".join(gallery()[i].svg() for i in DRAWN)
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids)) == 2 * len(DRAWN)


def test_check_for_overlaps_sees_them():
    d = Drawing("crowded")
    d.node("a", 0, 0, "a long label that leaves", "hidden", w=44)
    d.node("b", 30, 0, "b", "hidden")
    d.node("c", 200, 0, "c", "input")
    d.node("between", 100, 0, "d", "input")
    d.edge("a", "c")
    d.text(200, 4, "over c")
    found = " ".join(faults(d))
    for fault in ("leaves its node 'a'", "'a' on node 'b'", "through node 'between'", "on text"):
        assert fault in found
