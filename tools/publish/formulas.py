"""Displayed formulas as LaTeX has them, for the site and for the notebooks."""

import re

ENVIRONMENT = re.compile(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", re.DOTALL)
NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:align|alignat|equation|gather|multline))\}")


def as_one_formula(tex: str) -> str:
    r"""Rewrite what Sphinx allows in a display and LaTeX does not.

    Blank lines and a bare ``\\`` start a new line. Equation numbers come from Sphinx, so
    numbered environments lose theirs.
    """
    lines = [part.strip() for part in tex.split("\n\n") if part.strip()]
    tex = NUMBERED.sub(r"\1*}", r" \\ ".join(lines))
    if r"\\" in ENVIRONMENT.sub("", tex):
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    return tex
