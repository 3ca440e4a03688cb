"""Every drawing of the gallery: complete, readable, in its colours, and described."""

import ast
import colorsys
import json
import re
import tempfile
from functools import cache
from math import hypot
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import font_manager, ft2font

from rnnutils import Vocabulary, diagrams, genomics, make_xy, pad_sequences, scaled_dot_product
from rnnutils.diagrams import Drawing, connect, layer, shapes, unroll
from rnnutils.diagrams.parts import Edge, Frame, Node
from rnnutils.diagrams.render import least_width
from rnnutils.diagrams.text import Text, plain
from rnnutils.figures.style import FILLS, LINES, PAGE, ROLES
from rnnutils.nn.bptt import bptt
from rnnutils.nn.feedforward import FeedForward
from rnnutils.nn.gru import GRU
from rnnutils.nn.losses import squared_error
from rnnutils.nn.lstm import LSTM
from rnnutils.nn.perceptron import Perceptron
from rnnutils.nn.rnn import RNN
from rnnutils.nn.scan import scan_loop

PAGE_FILE = Path(__file__).parents[2] / "chapters" / "diagrams.md"
PHONE = 358  # CSS pixels a page leaves for its content on a screen of 390
CELLS = re.findall(r"```\{code-cell\}[^\n]*\n(.*?)```", PAGE_FILE.read_text("utf-8"), re.S)
DRAWN = [i for i, cell in enumerate(CELLS) if re.search(r"^(diagrams\.\w+\(.*\)|d)$", cell, re.M)]
SVG = "{http://www.w3.org/2000/svg}"


@cache
def gallery():
    """Run the gallery page; return what its cells show, by the last line of each."""
    names, shown = {}, {}
    for index, cell in enumerate(CELLS):
        *body, last = ast.parse(cell).body
        exec(compile(ast.Module(body, []), "<page>", "exec"), names)
        if isinstance(last, ast.Expr):
            shown[index] = eval(compile(ast.Expression(last.value), "<page>", "eval"), names)
        else:
            exec(compile(ast.Module([last], []), "<page>", "exec"), names)
    return shown


every_drawing = pytest.mark.parametrize(
    "drawing", DRAWN, ids=lambda i: CELLS[i].strip().splitlines()[-1]
)


def overlap(a, b, slack=0.5):
    return min(a[2], b[2]) - max(a[0], b[0]) > slack and min(a[3], b[3]) - max(a[1], b[1]) > slack


def inside(inner, outer, slack=0.5):
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def dense(path):
    """Points every two units along a path."""
    points = shapes.samples(path)
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        n = max(1, int(hypot(bx - ax, by - ay) / 2))
        yield from ((ax + (bx - ax) * k / n, ay + (by - ay) * k / n) for k in range(n))
    yield points[-1]


def within(point, box):
    return box[0] < point[0] < box[2] and box[1] < point[1] < box[3]


def shrunk(box, sideways, upright=1):
    return box[0] + sideways, box[1] + upright, box[2] - sideways, box[3] - upright


def faults(d):
    """Everything that overlaps or is cut off, in words."""
    nodes = [p for p in d.parts.values() if isinstance(p, Node)]
    edges = [p for p in d.parts.values() if isinstance(p, Edge)]
    solid = [n for n in nodes if n.shape != "dot"]
    found = []
    for part in (*d.parts.values(), *d.texts):
        if not inside(part.box, d.box):
            found.append(f"{part} is cut off")
    for i, text in enumerate(d.texts):
        for other in d.texts[i + 1 :]:
            if overlap(text.box, other.box):
                found.append(f"text {text.markup!r} on text {other.markup!r}")
        for node in solid:
            if node.name == text.owner:
                if not fits(text.box, node):
                    found.append(f"text {text.markup!r} leaves its node {node.name!r}")
            elif overlap(text.box, node.box):
                found.append(f"text {text.markup!r} on node {node.name!r}")
        # A halo keeps lines off the rim of its label.
        core = shrunk(text.box, 5 if text.halo else 1)
        for edge in edges:
            if edge.name == text.owner or not overlap(edge.box, core, -1):
                continue
            if any(within(p, core) for p in dense(edge.path)):
                found.append(f"arrow {edge.name!r} through text {text.markup!r}")
    for i, node in enumerate(solid):
        for other in solid[i + 1 :]:
            if overlap(node.box, other.box) and not touching_circles(node, other):
                found.append(f"node {node.name!r} on node {other.name!r}")
        for edge in edges:
            own = node.name in (edge.source, edge.target)
            if own or not overlap(edge.box, node.box, -1):
                continue
            if any(contains(node, p) for p in dense(edge.path)):
                found.append(f"arrow {edge.name!r} through node {node.name!r}")
    return found


def fits(box, node):
    """Tell whether the middle half of a text's height lies in the outline."""
    middle, quarter = (box[1] + box[3]) / 2, (box[3] - box[1]) / 4
    corners = [(x, y) for x in (box[0], box[2]) for y in (middle - quarter, middle + quarter)]
    return all(contains(node, corner, slack=-1) for corner in corners)


def contains(node, point, slack=1.0):
    dx, dy = abs(point[0] - node.x), abs(point[1] - node.y)
    a, b = node.w / 2 - slack, node.h / 2 - slack
    if node.shape == "diamond":
        return dx / a + dy / b < 1
    if node.shape == "circle" or (node.shape == "double" and node.w == node.h):
        return hypot(dx / a, dy / b) < 1
    return dx < a and dy < b


def touching_circles(a, b):
    round_ones = ("circle", "double")
    if a.shape in round_ones and b.shape in round_ones and a.w == a.h and b.w == b.h:
        return hypot(a.x - b.x, a.y - b.y) >= (a.w + b.w) / 2
    return False


# The gallery


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


# Text and colour


@pytest.mark.parametrize("markup", ["h_{t-1}", "W_xh", "one frame: any direction", "−0.42", "ŷ_1"])
def test_estimated_width_is_at_least_that_of_dejavu_sans(markup):
    font = ft2font.FT2Font(font_manager.findfont("DejaVu Sans"))
    font.set_size(100, 72)
    text = Text(0, 0, markup, size=100)
    spans = re.findall(r"<tspan([^>]*)>([^<]*)|>([^<]+)", text.svg())
    total = 0.0
    for attributes, span, bare in spans:
        scale = 0.8 if "font-size" in attributes else 1.0
        for character in span or bare:
            glyph = font.load_char(ord(character), flags=ft2font.LoadFlags.NO_HINTING)
            total += scale * glyph.linearHoriAdvance / 65536
    left, _, right, _ = text.box
    assert total - 1 <= right - left <= 1.15 * total


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def blend(colour, paper, opacity):
    pairs = [(int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(opacity * c + (1 - opacity) * p):02X}" for c, p in pairs)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", ROLES)
def test_lines_reach_three_to_one_and_text_four_and_a_half(theme, role):
    page = PAGE[theme]
    assert contrast(LINES[theme][role], page["paper"]) >= 3
    assert contrast(page["muted"], page["paper"]) >= 4.5
    for name in ("fill", "lit-fill") if role != "gate" else FILLS[theme]:
        opacity = FILLS[theme][name]
        assert contrast(page["ink"], blend(ROLES[role], page["paper"], opacity)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"neutral"}))
def test_lines_keep_the_hue_of_their_role(theme, role):
    hues = []
    for colour in (ROLES[role], LINES[theme][role]):
        rgb = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        hues.append(colorsys.rgb_to_hls(*rgb)[0] * 360)
    assert abs(hues[0] - hues[1]) <= 10


def test_roles_differ_in_shape_as_well():
    told_apart = {role: shapes.SHAPE_OF_ROLE[role] for role in ROLES if role != "neutral"}
    assert len(set(told_apart.values())) == len(told_apart)


# What a drawing says and refuses


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


def test_saved_file_is_kept(tmp_path):
    d = gallery()[DRAWN[0]]
    d.save(tmp_path / "a.svg")
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag == f"{SVG}svg"
    with pytest.raises(FileExistsError, match="overwrite=True"):
        d.save(tmp_path / "a.svg")
    d.save(tmp_path / "a.svg", overwrite=True)
    with pytest.raises(ValueError, match=r"must end in \.svg; got"):
        d.save(tmp_path / "a.png")


def test_airline_topology_writes_out_all_19_parameters():
    model = RNN(1, 3, 1, seed=3)
    weights = [model.W_xh, model.W_hh, model.b_h, model.W_hy, model.b_y]
    keras = SimpleNamespace(get_weights=lambda: weights, input_shape=(None, 12, 1))
    d = diagrams.airline_topology(keras)
    assert d.data["counts"] == {
        "recurrent": 9, "input": 3, "bias": 3, "dense": 3, "dense bias": 1,
    }  # fmt: skip
    assert d.data["time_steps"] == 12 and "15 + 4 = 19 parameters" in d.description
    written = [t.markup for t in d.texts]
    for value in np.concatenate([np.ravel(w) for w in weights]):
        assert diagrams.vocabulary.short(value) in written
    assert d.svg() == diagrams.airline_topology(weights).svg()


def test_the_way_back_carries_the_slopes_of_the_way_back():
    net = FeedForward([2, 2, 1], seed=3)
    dX = net.backward(squared_error(net.forward([[0.4, -0.9]]), np.ones((1, 1)))[1])
    d = diagrams.backpropagation("backward", net)
    np.testing.assert_allclose(d.data["slopes"][0], dX[0])
    edge = d.parts["h 1 2 to x 0 1"]
    assert edge.texts[0].markup == diagrams.vocabulary.short(net.gradients["0.W"][0, 1])


def test_arrow_of_a_weight_joins_its_own_units():
    model = RNN(1, 3, 1, seed=3)
    d = diagrams.airline_topology(model)
    edge = d.parts["h_{t-1,1} to h_{t,3}"]
    assert edge.texts[0].markup == diagrams.vocabulary.short(model.W_hh[0, 2])


def test_windows_count_those_that_are_not_drawn():
    d = diagrams.windows_over_series(np.arange(96.0), 12, n_windows=3)
    assert d.data["n_windows"] == 84 and len(d.data["windows"]) == 3
    assert d.data["windows"][1] == {"inputs": list(range(1, 13)), "target": 13}
    assert "84 windows in all" in d.description


def test_hello_network_shows_what_the_model_computes():
    model = RNN(4, 3, 4, seed=2)
    d = diagrams.hello_network(model, "hello")
    state = model.initial_state()["h"]
    for x, h in zip(np.eye(4)[[0, 1, 2, 2]], d.data["hidden"], strict=True):
        state = np.tanh(x @ model.W_xh + state @ model.W_hh + model.b_h)
        np.testing.assert_allclose(h, state)
    np.testing.assert_allclose(d.data["probabilities"].sum(axis=1), 1)
    assert "40 parameters" in d.description


def test_gates_show_the_numbers_of_the_step():
    for cell, draw, name in ((LSTM, diagrams.lstm, "f"), (GRU, diagrams.gru, "z")):
        trace = cell(2, 3, seed=1).unroll(np.ones((4, 2)))
        d = draw(trace=trace, t=1)
        assert d.data[name] == trace[name][1].tolist()
        assert diagrams.vocabulary.short(trace[name][1, 0]) in d.description


@pytest.mark.parametrize("reset_after", [False, True])
def test_gru_numbers_obey_the_equation_beside_them(reset_after):
    cell = GRU(2, 3, seed=1, reset_after=reset_after)
    cell.b_h[:] = 0.1
    X = np.linspace(-1, 1, 8).reshape(4, 2)
    trace = cell.unroll(X)
    d = diagrams.gru(trace=trace, t=2, reset_after=reset_after)
    (W, b), h = cell.gate("h"), trace["h"][1]
    W_hh, W_xh = W[:3], W[3:]
    r = np.array(d.data["r"])
    if reset_after:
        assert "r_t ⊙ (W_hh̃^⊤ h_t-1 + b′_h̃)" in d.description
        b_hh = cell.b_hh[6:]
        expected = np.tanh(X[2] @ W_xh + b + r * (h @ W_hh + b_hh))
    else:
        assert "W_hh̃^⊤ (r_t ⊙ h_t-1)" in d.description
        expected = np.tanh(X[2] @ W_xh + (r * h) @ W_hh + b)
    np.testing.assert_allclose(d.data["h_tilde"], expected)


@pytest.mark.parametrize(
    ("draw", "gates"),
    [
        (diagrams.lstm, {"forget": "f", "input": "i", "candidate": "c̃", "output": "o"}),
        (diagrams.gru, {"update": "z", "reset": "r", "candidate": "h̃", "new state": "1 − z"}),
    ],
)
def test_each_stage_lights_its_own_gate_and_keeps_the_earlier_ones(draw, gates):
    order = list(gates)
    for stage, lit in gates.items():
        parts = draw(stage).parts
        assert parts[lit].state == "lit"
        for other, gate in gates.items():
            if other != stage:
                earlier = order.index(other) < order.index(stage)
                assert parts[gate].state == ("" if earlier else "dim")


@pytest.mark.parametrize(("draw", "line"), [(diagrams.lstm, "cell state"), (diagrams.gru, "state")])
def test_a_cell_begins_with_the_line_of_its_state(draw, line):
    lit = {name for name, part in draw(line).parts.items() if part.state == "lit"}
    assert lit and all(draw().parts[name].box[1] == draw().parts[name].box[3] for name in lit)


def test_gradient_chain_scales_its_bars():
    d = diagrams.gradient_chain([0.25, 0.5, 1.0])
    heights = [d.parts[f"bar {t}"].h for t in (1, 2, 3)]
    np.testing.assert_allclose(np.array(heights) / heights[-1], [0.25, 0.5, 1.0])


@pytest.mark.parametrize(("units", "steps"), [(1, 2), (2, 3), (5, 4)])
def test_the_error_ledger_balances(units, steps):
    cell = RNN(2, units, 1, seed=1)
    trace = cell.unroll(np.random.default_rng(0).normal(size=(steps, 2)))
    d = diagrams.error_ledger(cell, trace, bptt(cell, trace, np.ones((steps, 1))))
    np.testing.assert_allclose(d.data["immediate"] + d.data["received"], d.data["total"])
    np.testing.assert_allclose(d.data["total"] * (1 - trace["h"] ** 2), d.data["delta"])
    assert faults(d) == []


def test_neuron_computes_with_its_model():
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    model = Perceptron(2).fit(X, X.all(axis=1))
    d = diagrams.neuron("activity", model, [1, 1])
    assert d.data["activation"] == pytest.approx(model.activation([1.0, 1.0]))
    assert d.data["activity"] == 1


def ledger_of(forward, back):
    cell = RNN(2, 2, 1)
    trace, other = cell.unroll(np.ones(forward)), cell.unroll(np.ones(back))
    return diagrams.error_ledger(cell, trace, bptt(cell, other, np.ones_like(other["y"])))


@pytest.mark.parametrize("size", [2, 5, 30])
def test_other_sizes_fit_as_well(size):
    assert faults(diagrams.feedforward((size, size, 2))) == []
    assert faults(diagrams.windows_over_series(np.arange(100) % 17, size)) == []
    assert faults(diagrams.gradient_chain(0.1 ** np.arange(size))) == []
    assert faults(diagrams.bptt("backward", time_steps=size)) == []
    assert faults(diagrams.bidirectional(size)) == []
    assert faults(diagrams.stacked(3, time_steps=size)) == []
    assert faults(diagrams.padded(["A" * size, "B"], length=size + 1, side="left")) == []
    assert faults(diagrams.shuffled_windows(np.arange(size)[::-1], time_steps=3)) == []
    for reads in ("truth", "itself"):
        assert faults(diagrams.encoder_decoder(size, 7 - min(size, 6), reads=reads)) == []
        assert faults(diagrams.encoder_decoder(0, size, reads=reads)) == []


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_padded_drawing_has_the_mask_of_the_padded_array(side):
    words, vocabulary = ["DEF", "B", "RSTUV"], Vocabulary("BDEFRSTUV", padding=True)
    X, mask = pad_sequences([vocabulary.encode(word) for word in words], length=6, side=side)
    d = diagrams.padded(words, length=6, side=side)
    assert d.data["mask"] == mask.tolist()
    for (r, t), number in np.ndenumerate(X):
        node = d.parts[f"row {r + 1} step {t + 1}"]
        assert node.role == ("input" if mask[r, t] else "neutral")
        assert plain(node.texts[0].markup) == (vocabulary.decode([number]) or "0")


@pytest.mark.parametrize("source", ["ab", "abcd"])
def test_nothing_but_one_state_leads_from_the_encoder_to_the_decoder(source):
    d = diagrams.encoder_decoder(source, ["b", "end"])
    read = {f"{letter}_{j}" for letter in "xh" for j in range(1, len(source) + 1)}
    edges = [p for p in d.parts.values() if isinstance(p, Edge)]
    assert {e.source for e in edges if e.source in read and e.target not in read} == {
        f"h_{len(source)}"
    }


def test_a_decoder_is_told_the_truth_or_reads_what_it_wrote():
    told, own = (diagrams.encoder_decoder(2, "ab", reads=r) for r in ("truth", "itself"))
    assert "ŷ_1 to y_1" in set(own.parts) - set(told.parts)
    assert [told.parts[f"y_{t}"].value for t in (0, 1)] == ["start", "a"]
    assert [told.parts[f"ŷ_{t}"].value for t in (1, 2)] == ["a", "b"]


def test_shuffled_windows_are_the_windows_of_the_series_in_another_order():
    X, Y, *_ = make_xy(np.arange(1.0, 9), 3)
    order = [4, 1, 0, 3, 2]
    d = diagrams.shuffled_windows(order)
    assert d.data["windows"] == X[order, :, 0].tolist()
    assert sorted(d.data["spoilt"]) == X[0, :, 0].tolist() != d.data["spoilt"]
    for place, window in enumerate(order):
        target = d.parts[f"after {place + 1} target"].texts[0].markup
        assert float(target) == Y[window, 0]


@pytest.mark.parametrize(("inputs", "units", "outputs"), [(1, 1, 1), (2, 3, 2), (1, 5, 1)])
def test_other_small_networks_are_written_out_as_well(inputs, units, outputs):
    assert faults(diagrams.airline_topology(RNN(inputs, units, outputs))) == []


@pytest.mark.parametrize(("text", "units"), [("hi", 1), ("banana", 5)])
def test_other_words_fit_as_well(text, units):
    model = RNN(len(set(text)), units, len(set(text)))
    assert faults(diagrams.hello_network(model, text)) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.neuron("spiking"), "stage must be one of 'weights'"),
        (lambda: diagrams.neuron(x=[1]), "x needs a model"),
        (lambda: diagrams.feedforward([3]), "an input and an output; got the sizes"),
        (lambda: diagrams.feedforward(style="round"), "style must be one of"),
        (lambda: diagrams.moving_ball(4), "frames must be one of 1, 2, 3; got 4"),
        (lambda: diagrams.sequence_types("all to all"), "kind must be one of"),
        (lambda: diagrams.rnn("folding"), "stage must be one of"),
        (lambda: diagrams.rnn(time_steps=0), "time_steps must be a whole number ≥ 1; got 0"),
        (lambda: diagrams.lstm("gate"), "stage must be one of"),
        (lambda: diagrams.bptt("sideways"), "stage must be one of"),
        (lambda: ledger_of((1, 3, 2), (1, 3, 2)), r"one sequence .* shape \(1, 3, 2\)"),
        (lambda: ledger_of((3, 2), (4, 2)), r"δ of shape \(3, 2\); got \(4, 2\)"),
        (lambda: diagrams.backpropagation("update"), "stage must be one of"),
        (lambda: diagrams.gradient_chain([0, 0]), "not all 0"),
        (lambda: diagrams.windows_over_series([1, 2], 2), r"time_steps \+ 1 = 3 values; got 2"),
        (lambda: diagrams.airline_topology(RNN(1, 6, 1)), r"at most 6 .* got \(1, 6\)"),
        (
            lambda: diagrams.airline_topology([np.ones(s) for s in ((1, 12), (3, 12), 12, 3, 1)]),
            r"recurrent kernel must have the shape \(12, 12\); got \(3, 12\)",  # an LSTM
        ),
        (lambda: diagrams.airline_topology([1, 2]), "five arrays .* got 2"),
        (lambda: diagrams.hello_network(RNN(3, 3, 4)), "4 inputs and 4 outputs; got"),
        (lambda: diagrams.hello_network(RNN(4, 3, 4), "hex", alphabet="helo"), "got 'hex'"),
        (lambda: diagrams.padded(["ABC"], length=2), "length must be a whole number ≥ 3; got 2"),
        (lambda: diagrams.padded(["A"], side="both"), "side must be one of"),
        (lambda: diagrams.encoder_decoder(3, 0), "target must be a whole number ≥ 1; got 0"),
        (lambda: diagrams.encoder_decoder(reads="both"), "reads must be one of"),
        (lambda: diagrams.shuffled_windows((0, 2)), r"order must be 0, 1, … .* got \[0, 2\]"),
        (lambda: diagrams.shuffled_windows(time_steps=4), "one place per step, 4; got 3"),
        (lambda: diagrams.lstm(trace=LSTM(1, 1).unroll(np.ones((2, 1))), t=2), "a step 2"),
    ],
)
def test_bad_input_is_refused_with_need_and_got(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda d: d.node("a", 0, 0, role="friend"), "role must be one of"),
        (lambda d: d.node("a", 0, 0, shape="star"), "shape must be one of"),
        (lambda d: d.node("a", 0, 0, state="bright"), "state must be one of"),
        (lambda d: d.node("x", 9, 9), "must be new; got 'x' twice"),
        (lambda d: d.edge("x", "y"), "must be one of x; got 'y'"),
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


# In the browser


@pytest.fixture(scope="module")
def page():
    executable = Path("/usr/bin/chromium")
    if not executable.exists():
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    options = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    options += " --disable-background-networking --disable-component-update --disable-sync"
    with sync_api.sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=executable, args=options.split()
        )
        yield context.new_page()
        context.close()


def test_browser_finds_no_text_wider_than_estimated(page):
    page.set_content("".join(gallery()[i].svg() for i in DRAWN))
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('svg')].map(svg =>
            [...svg.querySelectorAll('text')].map(t => { const b = t.getBBox(); return [
                t.textContent, (2 * b.x + b.width) / 2, t.getComputedTextLength(), b.width] }))"""
    )
    wider = []
    for index, texts in zip(DRAWN, drawn, strict=True):
        left = list(gallery()[index].texts)
        for words, middle, advance, ink in texts:
            found = min(left, key=lambda t: distance(t, words, middle))
            left.remove(found)
            wide = found.box[2] - found.box[0]
            slant = 0.15 * found.size + 1  # an italic letter leans out of its box
            if advance > wide + 0.5 or ink > wide + slant:
                wider.append((words, advance, ink, wide))
    assert wider == []


def distance(text, words, middle):
    """How badly an estimated text matches a drawn one."""
    same = re.sub(r"[_^]", "", plain(text.markup)).replace("-", "−") == words.replace("-", "−")
    return abs((text.box[0] + text.box[2]) / 2 - middle) + 999 * (not same)


THEMES = [
    # the page around the drawing, the reader's setting, the medium, what is expected
    ("<html data-theme=light>", "dark", "screen", "light"),
    ("<html data-theme=dark>", "light", "screen", "dark"),
    ("<html><body data-jp-theme-light=true>", "dark", "screen", "light"),
    ("<html><body data-jp-theme-light=false>", "light", "screen", "dark"),
    ("<html theme=dark>", "light", "screen", "dark"),
    ("<html><body class=vscode-dark>", "light", "screen", "dark"),
    ("<html>", "light", "screen", "light"),
    ("<html>", "dark", "screen", "dark"),
    ("<html data-theme=dark>", "dark", "print", "light"),
]


@pytest.mark.parametrize(("around", "setting", "medium", "theme"), THEMES)
def test_surroundings_decide_light_or_dark(page, around, setting, medium, theme):
    page.emulate_media(color_scheme=setting, media=medium)
    page.set_content(f"{around}{gallery()[DRAWN[0]].svg()}")
    found = page.evaluate(
        """() => [['.rnn-page', 'fill'], ['.rnn-input .rnn-shape', 'stroke'], ['text', 'fill']]
            .map(([part, what]) => getComputedStyle(document.querySelector(part))[what])"""
    )
    wanted = (PAGE[theme]["paper"], LINES[theme]["input"], PAGE[theme]["ink"])
    channels = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in wanted]
    assert found == [f"rgb({r}, {g}, {b})" for r, g, b in channels]


def test_page_may_set_its_own_colours(page):
    page.set_content(f"<html style='--rnn-input: rgb(1, 2, 3)'>{gallery()[DRAWN[0]].svg()}")
    shape = "getComputedStyle(document.querySelector('.rnn-input .rnn-shape'))"
    assert page.evaluate(f"() => [{shape}.fill, {shape}.stroke]") == ["rgb(1, 2, 3)"] * 2


def test_attention_fills_in_the_numbers_of_one_look():
    rng = np.random.default_rng(1)
    H, s, scores = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=3)
    d = diagrams.attention(H, s, words=["a", "b", "c"])
    context, A = scaled_dot_product(s[None], H, H, scale=1)
    np.testing.assert_allclose(d.data["weights"], A[0])
    np.testing.assert_allclose(d.data["context"], context[0])
    thick = [d.parts[f"α_{j} to context"].thickness for j in (1, 2, 3)]
    assert np.argmax(thick) == A.argmax()
    other = diagrams.attention(H, s, scores=scores)
    assert other.data["scores"] == scores.tolist()
    assert float(other.parts["e_1"].value.replace("−", "-")) == round(scores[0], 2)


@pytest.mark.parametrize("states", [1, 2, 3])
def test_attention_grows_with_the_states_of_its_encoder(states):
    d = diagrams.attention(states)
    assert faults(d) == [] and least_width(d) <= PHONE
    assert d.data == {"scores": None, "weights": None, "context": None}
    assert sum(p.role == "gate" for p in d.parts.values() if isinstance(p, Node)) == states


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"H": np.eye(2)}, "need the state s that asks, or its scores; got neither"),
        ({"H": np.eye(2), "s": np.ones(3)}, "s must have the shape"),
        ({"H": np.eye(2), "scores": np.ones(3)}, "scores must have the shape"),
        ({"H": 3, "words": ["a"]}, "words needs one to each of 3 states; got 1"),
        ({"H": 0}, "H must be a whole number"),
    ],
)
def test_attention_says_which_numbers_it_needs(options, message):
    with pytest.raises(ValueError, match=message):
        diagrams.attention(**options)


def test_self_attention_shows_the_weights_of_the_last_step():
    A = np.array([[0.9, 0.1], [0.25, 0.75]])
    d = diagrams.self_attention(A, words=["a", "b"])
    assert d.data["weights"] == [0.25, 0.75] and d.data["time_steps"] == 2
    assert d.parts["α_2"].value == "0.75"
    thick = [d.parts[f"α_{t} to y"].thickness for t in (1, 2)]
    assert thick[0] < thick[1]
    with pytest.raises(ValueError, match="words needs one to each of 2 steps; got 3"):
        diagrams.self_attention(A, words=["a", "b", "c"])


@pytest.mark.parametrize(("norm", "order"), [("pre", 1), ("post", -1)])
def test_the_norm_of_a_block_stands_where_its_name_says(norm, order):
    d = diagrams.transformer_block(norm)
    for part in ("attention", "network"):
        below = d.parts[f"norm {part}"].y - d.parts[part].y  # y grows downwards
        assert below * order > 0
    with pytest.raises(ValueError, match="norm must be one of"):
        diagrams.transformer_block("around")


@pytest.mark.parametrize("heads", [1, 2, 3])
def test_every_head_has_weights_of_its_own(heads):
    d = diagrams.multi_head(heads)
    assert sum(part.role == "gate" for part in d.parts.values() if isinstance(part, Node)) == heads
    assert faults(d) == []


@pytest.mark.parametrize("steps", [2, 4])
def test_self_attention_grows_with_its_sequence(steps):
    d = diagrams.self_attention(steps)
    assert faults(d) == [] and least_width(d) <= PHONE


def test_a_genotype_matrix_lights_the_derived_alleles():
    G = np.array([[0, 1, 1], [1, 0, 0]])
    d = diagrams.genotype_matrix(G, [10, 900], padding=1)
    for (s, h), allele in np.ndenumerate(G):
        assert (d.parts[f"site {s + 1} haplotype {h + 1}"].state == "lit") == (allele == 1)
    assert d.parts["padding 1 haplotype 1"].state == "dim"
    assert "Site 1, position 10: derived in haplotypes 2, 3." in d.description
    with pytest.raises(ValueError, match="genotypes must be 0 or 1"):
        diagrams.genotype_matrix(2 * G)
    with pytest.raises(ValueError, match="one to each of 2 sites"):
        diagrams.genotype_matrix(G, [10])


@pytest.mark.parametrize("seed", range(4))
def test_a_genealogy_shows_every_mutation_and_who_carries_it(seed):
    trees = genomics.simulate_trees(0, 1e-9, seed, haplotypes=8, length=5000)
    tree = trees.first()
    d = diagrams.genealogy(tree)
    assert faults(d) == [] and least_width(d) <= PHONE
    dots = [name for name in d.parts if name.startswith("mutation")]
    assert len(dots) == trees.num_mutations
    for mutation in tree.mutations():
        carriers = ", ".join(str(u + 1) for u in sorted(tree.samples(mutation.node)))
        assert f"on the branch above {carriers}." in d.description
    with pytest.raises(ValueError, match="one root"):
        diagrams.genealogy(trees.delete_intervals([[0, 100]]).first())


def test_two_inputs_meet_before_the_rate():
    d = diagrams.two_inputs(units=8)
    into = [part.source for part in d.parts.values() if getattr(part, "target", None) == "Dense"]
    assert into == ["Dense G", "Dense positions"]
    assert "GRU(8) both ways" in d.description


@pytest.mark.parametrize("time_steps", [2, 3, 5, 8, 9])
@pytest.mark.parametrize("kind", ["loop", "doubling", "tree"])
def test_the_joins_of_a_drawn_scan_make_every_state_of_the_recurrence(kind, time_steps):
    d = diagrams.scan(kind, time_steps=time_steps)
    a, b = np.random.default_rng(0).uniform(0.5, 2, size=(2, time_steps, 1))
    states = scan_loop(a, b)[:, 0]
    held = {f"map {t + 1}": (a[t, 0], b[t, 0]) for t in range(time_steps)}
    edges = [part for part in d.parts.values() if isinstance(part, Edge)]
    for later, earlier in zip(edges[::2], edges[1::2], strict=True):
        assert later.target == earlier.target
        (a_2, b_2), (a_1, b_1) = held[later.source], held[earlier.source]
        held[later.target] = a_2 * a_1, a_2 * b_1 + b_2
    shown = {node.says: held[node.name][1] for node in d.parts.values() if node.role == "hidden"}
    assert shown == pytest.approx({f"h_{t + 1}": states[t] for t in range(1, time_steps)})
    assert d.data["joins"] == len(edges) // 2 and faults(d) == []


def test_a_drawn_scan_has_the_rounds_and_the_work_of_the_count():
    drawn = {kind: diagrams.scan(kind).data for kind in ("loop", "doubling", "tree")}
    assert [drawn[kind]["rounds"] for kind in drawn] == [7, 3, 5]
    assert [drawn[kind]["joins"] for kind in drawn] == [7, 17, 11]
    with pytest.raises(ValueError, match="kind must be one of"):
        diagrams.scan("hourglass")
    with pytest.raises(ValueError, match="at most 9"):
        diagrams.scan(time_steps=10)
