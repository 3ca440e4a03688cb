"""A drawing is put together from words, shown, saved, and refuses what it cannot draw."""

import re
from xml.etree import ElementTree

import pytest
from diagrams.gallery import DRAWN, SVG, faults, gallery

from rnnutils.diagrams import Drawing, connect, layer, shapes, unroll
from rnnutils.diagrams.parts import Edge
from rnnutils.figures.style import ROLES


def test_roles_differ_in_shape_as_well():
    told_apart = {role: shapes.SHAPE_OF_ROLE[role] for role in ROLES if role != "neutral"}
    assert len(set(told_apart.values())) == len(told_apart)


@pytest.mark.heavy
def test_notebook_gets_html_and_words():
    d = gallery()[DRAWN[0]]
    bundle = d._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == f"{d.title}\n{d.description}"
    ElementTree.fromstring(bundle["text/html"])


def test_second_showing_on_a_page_gets_its_own_ids():
    d = Drawing("shown twice")
    d.node("x", 0, 0, "x", "input")
    first, second = (
        set(re.findall(r'\bid="([^"]+)"', d._repr_mimebundle_()["text/html"])) for _ in range(2)
    )
    assert not first & second


@pytest.mark.heavy
def test_saved_file_is_kept(tmp_path):
    d = gallery()[DRAWN[0]]
    d.save(tmp_path / "a.svg")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag == f"{SVG}svg"
    with pytest.raises(FileExistsError, match="overwrite=True"):
        d.save(tmp_path / "a.svg")
    d.save(tmp_path / "a.svg", overwrite=True)
    with pytest.raises(ValueError, match=r"needs the ending \.svg; got"):
        d.save(tmp_path / "a.png")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda d: d.node("a", 0, 0, role="friend"), "role needs one of"),
        (lambda d: d.node("a", 0, 0, shape="star"), "shape needs one of"),
        (lambda d: d.node("a", 0, 0, state="bright"), "state needs one of"),
        (lambda d: d.node("x", 9, 9), "needs a new name; got 'x' twice"),
        (lambda d: d.edge("x", "y"), "needs one of 'x'; got 'y'"),
        (lambda d: d.edge("x", "x"), "needs points to go via"),
        (lambda d: connect(d, ["x"], ["x"], [[1, 2]]), r"shape \(1, 1\); got \(1, 2\)"),
    ],
)
def test_vocabulary_refuses_what_it_cannot_draw(draw, message):
    d = Drawing("a sheet")
    d.node("x", 0, 0, "x", "input")
    with pytest.raises(ValueError, match=message):
        draw(d)


def test_encoder_decoder_takes_a_dozen_lines():
    d = Drawing("Encoder and decoder")
    for t, x in unroll(3, 70):
        d.node(f"x_{t}", x, 0, f"x_{t}", "input")
        d.node(f"h_{t}", x, -80, f"h_{t}", "hidden")
        d.node(f"s_{t}", x + 240, -80, f"s_{t}", "hidden")
        d.node(f"ŷ_{t}", x + 240, -160, f"ŷ_{t}", "output")
        d.edge(f"x_{t}", f"h_{t}", role="input")
        d.edge(f"s_{t}", f"ŷ_{t}", role="output")
    chain = ["h_1", "h_2", "h_3", "s_1", "s_2", "s_3"]
    for before, after in zip(chain, chain[1:], strict=False):
        d.edge(before, after, role="hidden")
    d.frame(["h_1", "h_3", "x_1"], "encoder")
    assert faults(d) == []


def test_layers_and_their_connections_join_every_pair():
    d = Drawing("two layers")
    sources = layer(d, ["x_1", "x_2"], 0, 0, role="input")
    targets = layer(d, ["h_1", "h_2", "h_3"], 120, 0)
    connect(d, sources, targets)
    edges = [(p.source, p.target) for p in d.parts.values() if isinstance(p, Edge)]
    assert edges == [(s, t) for s in sources for t in targets]
