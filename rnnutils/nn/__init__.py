"""Networks written out in NumPy, forwards and backwards.

In the order they build on each other: `activations`; `losses` and `optimisers`; `layer`, the
contract; `perceptron` and `feedforward`; `cell`, the contract of recurrent cells, with `rnn`,
`lstm` and `gru`; `initialisation`; `bptt`; `scan` and `min_gru`; `recurrent_layers`.
"""
