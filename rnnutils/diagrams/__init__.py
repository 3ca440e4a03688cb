"""Every picture of the course, drawn by code in one visual language.

A role decides colour, shape and line wherever it appears: inputs are blue squares, hidden
units green circles, outputs red-orange double rings, the cell state a thick purple line,
gates yellow boxes, errors dashed orange. A function per picture takes the model or the numbers
it shows and returns a ``Drawing``, which displays itself in a notebook and on a page.

The rooms, in the order they build on each other: ``text`` and ``shapes`` (measures and
geometry), ``parts`` and ``theme`` (what is drawn, and how it looks), ``describe`` (the drawing
in words), ``render`` and ``drawing`` (the sheet), ``vocabulary`` (layers, connections, unrolled
time, numbers), and then the pictures.
"""

from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.pictures.attention import attention
from rnnutils.diagrams.pictures.batches import padded, shuffled_windows
from rnnutils.diagrams.pictures.encoder_decoder import encoder_decoder
from rnnutils.diagrams.pictures.gated import gru, lstm
from rnnutils.diagrams.pictures.genomes import genealogy, genotype_matrix, two_inputs
from rnnutils.diagrams.pictures.gradients import backpropagation, bptt, gradient_chain
from rnnutils.diagrams.pictures.hello import hello_network
from rnnutils.diagrams.pictures.ledger import error_ledger
from rnnutils.diagrams.pictures.neurons import feedforward, neuron
from rnnutils.diagrams.pictures.recurrent import (
    bidirectional,
    lstm_unfolded,
    rnn,
    shared_weights,
    stacked,
)
from rnnutils.diagrams.pictures.scan import scan
from rnnutils.diagrams.pictures.sequences import feedforward_per_step, moving_ball, sequence_types
from rnnutils.diagrams.pictures.series import windows_over_series
from rnnutils.diagrams.pictures.topology import airline_topology
from rnnutils.diagrams.pictures.transformer import (
    multi_head,
    self_attention,
    transformer,
    transformer_block,
)
from rnnutils.diagrams.vocabulary import connect, layer, table, unroll, vector

__all__ = [
    # the vocabulary
    "Drawing", "layer", "connect", "unroll", "vector", "table",
    # the pictures, in the order of the course
    "neuron", "feedforward", "moving_ball", "sequence_types", "feedforward_per_step",
    "rnn", "shared_weights", "hello_network", "windows_over_series", "airline_topology",
    "backpropagation", "bptt", "error_ledger", "gradient_chain",
    "lstm", "lstm_unfolded", "gru", "padded", "bidirectional", "stacked", "shuffled_windows",
    "encoder_decoder", "attention", "self_attention", "multi_head", "transformer_block",
    "transformer", "scan", "genealogy", "genotype_matrix", "two_inputs",
]  # fmt: skip
