"""Text and colours can be read, by estimate and in a browser, on light and on dark pages."""

import colorsys
import re
import tempfile
from pathlib import Path

import pytest
from diagrams.gallery import DRAWN, gallery
from matplotlib import font_manager, ft2font

from rnnutils.diagrams.text import Text, plain
from rnnutils.figures.style import FILLS, LINES, PAGE, ROLES


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
            glyph = font.load_char(ord(character))
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


@pytest.mark.heavy
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
@pytest.mark.heavy
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


@pytest.mark.heavy
def test_page_may_set_its_own_colours(page):
    page.set_content(f"<html style='--rnn-input: rgb(1, 2, 3)'>{gallery()[DRAWN[0]].svg()}")
    shape = "getComputedStyle(document.querySelector('.rnn-input .rnn-shape'))"
    assert page.evaluate(f"() => [{shape}.fill, {shape}.stroke]") == ["rgb(1, 2, 3)"] * 2
