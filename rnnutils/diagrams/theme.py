"""The style sheet every drawing carries: its roles as CSS variables, light and dark.

A page may set ``--rnn-input``, ``--rnn-paper`` and so on (``--rnn-input-line`` for lines alone);
what it does not set falls back to the colours of ``rnnutils.style``. Dark mode is recognised as
the book's theme, JupyterLab, Colab and VS Code announce it, else by the reader's own setting;
print is always light.
"""

from rnnutils.figures.style import FILLS, LINES, PAGE, ROLES

_HOSTS = {
    "light": "html[data-theme=light] html[theme=light] [data-jp-theme-light=true] .vscode-light",
    "dark": "html[data-theme=dark] html[theme=dark] [data-jp-theme-light=false] .vscode-dark",
}
# The page's own background, by the names the book's theme and JupyterLab give it.
_PAPER = "var(--rnn-paper,var(--pst-color-background,var(--jp-layout-color0,{})))"
_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif'
_RULES = """
.rnn-drawing text{fill:var(--d-ink);stroke:none;font-family:%s}
.rnn-drawing .rnn-page{fill:var(--d-paper);stroke:none}
.rnn-drawing .rnn-variable{font-style:italic}
.rnn-drawing .rnn-bold{font-weight:600}
.rnn-drawing .rnn-shape{fill:var(--f);fill-opacity:var(--d-fill);stroke:var(--c);stroke-width:2}
.rnn-drawing .rnn-ring{fill:none;stroke:var(--c);stroke-width:1.5}
.rnn-drawing .rnn-line{fill:none;stroke:var(--c);stroke-linecap:round}
.rnn-drawing .rnn-head{fill:var(--c);stroke:none}
.rnn-drawing .rnn-dot{fill:var(--c);stroke:none}
.rnn-drawing .rnn-frame .rnn-shape{fill-opacity:.05;stroke-width:1.2;stroke-dasharray:2 3}
.rnn-drawing .rnn-cell .rnn-shape{stroke-width:4}
.rnn-drawing .rnn-gate .rnn-shape{fill-opacity:var(--d-gate-fill)}
.rnn-drawing .rnn-error .rnn-shape{stroke-dasharray:5 3}
.rnn-drawing .rnn-lit .rnn-shape{fill-opacity:var(--d-lit-fill);stroke-width:3.5}
.rnn-drawing .rnn-dim{--c:var(--d-muted);--f:var(--d-muted)}
.rnn-drawing .rnn-dim .rnn-shape{fill-opacity:0;stroke-width:1.2}
.rnn-drawing .rnn-dim text{fill:var(--d-muted)}
"""


def style_sheet():
    """Return the CSS of a drawing."""
    light, dark = _variables("light"), _variables("dark")
    blocks = [
        f".rnn-drawing{{{light}}}",
        f"@media (prefers-color-scheme:dark){{.rnn-drawing{{{dark}}}}}",
        f"{_selectors('light')}{{{light}}}",
        f"{_selectors('dark')}{{{dark}}}",
        f"@media print{{html .rnn-drawing.rnn-drawing{{{light}}}}}",
    ]
    blocks += [
        f".rnn-drawing .rnn-{role}{{--c:var(--d-{role});--f:var(--rnn-{role},{hue})}}"
        for role, hue in ROLES.items()
    ]
    return "\n".join(blocks) + _RULES % _FONTS


def _variables(theme):
    page = PAGE[theme]
    values = {"paper": _PAPER.format(page["paper"])}
    values |= {name: f"var(--rnn-{name},{page[name]})" for name in ("ink", "muted")}
    values |= {name: f"{opacity:g}" for name, opacity in FILLS[theme].items()}
    for role, value in LINES[theme].items():
        values[role] = f"var(--rnn-{role}-line,var(--rnn-{role},{value}))"
    return ";".join(f"--d-{name}:{value}" for name, value in values.items())


def _selectors(theme):
    return ",".join(f"{host} .rnn-drawing" for host in _HOSTS[theme].split())
