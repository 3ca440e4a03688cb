"""Every picture of the course, drawn by code in one visual language.

A role decides colour, shape and line wherever it appears: inputs are blue squares, hidden
units green circles, outputs red-orange double rings, the cell state a thick purple line,
gates yellow boxes, errors dashed orange. A function per picture takes the model or the numbers
it shows and returns a ``Drawing``, which displays itself in a notebook and on a page.

The rooms, in the order they build on each other: ``text`` and ``shapes`` (measures and
geometry), ``parts`` and ``theme`` (what is drawn, and how it looks), ``describe`` (the drawing
in words), ``drawing`` (the sheet), ``vocabulary`` (layers, connections, unrolled time), and
then the pictures.
"""

from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.series import windows_over_series
from rnnutils.diagrams.topology import airline_topology

__all__ = ["Drawing", "airline_topology", "windows_over_series"]
