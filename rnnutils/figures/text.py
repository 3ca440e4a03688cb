"""A text whose background shows a number for each character, such as the state of a unit."""

import html

import numpy as np

GREEN = "0, 158, 115"  # the hue of hidden states, as in `style`, over any background
STEPS = 8  # shades; neighbours of one shade share one element


class highlight:  # noqa: N801 - called like a function, as the plots are
    """Show a text with a background: the darker, the larger a character's number.

    Parameters
    ----------
    text : str of length T
        What is shown.
    values : array of shape (T,)
        The number behind each character.
    limits : pair of float, optional
        The numbers of no colour and of full colour; lowest and highest if omitted.

    Examples
    --------
    Without a browser the shade is a digit under each character:

    >>> highlight("whale", [0.0, 0.5, 1.0, 1.0, 0.0])
    whale
    04880
    """

    def __init__(self, text, values, *, limits=None):
        values = np.asarray(values, float)
        if values.shape != (len(text),) or not len(text):
            raise ValueError(f"values needs shape {(len(text),)}, not empty; got {values.shape}")
        low, high = limits or (values.min(), values.max())
        share = ((values - low) / ((high - low) or 1)).clip(0, 1)
        self.text, self.shades = text, np.rint(share * STEPS).astype(int)

    def __repr__(self):
        """Return the text in lines of 72, digits below."""
        text = self.text.replace("\n", "¶")
        digits = "".join(map(str, self.shades))
        lines = range(0, len(text), 72)
        return "\n".join(part[k : k + 72] for k in lines for part in (text, digits))

    def _repr_html_(self):
        """Return a paragraph with a span for each stretch of one shade."""
        borders = np.flatnonzero(np.diff(self.shades)) + 1
        spans = []
        for first, last in zip([0, *borders], [*borders, len(self.text)], strict=True):
            words = html.escape(self.text[first:last]).replace("\n", "¶<br>")
            alpha = 0.65 * self.shades[first] / STEPS
            shade = f' style="background: rgba({GREEN}, {alpha:.2f})"' if alpha else ""
            spans.append(f"<span{shade}>{words}</span>")
        return f'<p class="highlighted">{"".join(spans)}</p>'
