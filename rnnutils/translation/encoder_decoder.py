"""Networks that read one sequence and write another, in Keras, which the first call loads.

All have two inputs, the numbers of the source (N, T_in) and of the target so far (N, T_out), and
one output (N, T_out, n_target): what comes *next* in the target, as logits. Number 0 is padding.
They differ in what the decoder may know of the source:

==============  ============================================================================
attention       the decoder reads
==============  ============================================================================
None            the last state of the encoder, the same at every step
"dot"           a weighted sum of all its states h_j, with scores s_t · (W_k⊤ h_j) / √units
"additive"      a weighted sum of all its states, with scores v · tanh(W_q⊤ s_t + W_k⊤ h_j)
"transformer"   a weighted sum by multi-head attention, and nothing here is recurrent
==============  ============================================================================
"""

from rnnutils.arrays import one_of
from rnnutils.attention.positions import sinusoids

ATTENTION = (None, "dot", "additive", "transformer")
HEADS = 4


def encoder_decoder(attention, n_source, n_target, units, *, time_steps=(None, None), look=False):
    r"""Return an untrained network.

    A GRU reads the source, and its last state :math:`h_S` is the first of the GRU that reads
    the target so far. A layer joins the state of this one, :math:`s_t`, with what the decoder
    knows of the source, :math:`\bar h_t`; another names the next symbol:

    .. math::

        \bar h_t = h_S \quad\text{or}\quad \bar h_t = \sum_j \alpha_{tj} h_j, \qquad
        \hat y_t = \operatorname{softmax}(W_y^\top \tanh(W_o^\top [s_t, \bar h_t] + b_o) + b_y)

    The question is asked with :math:`s_t` and the answer goes to the output, as in Luong et al.
    Bahdanau et al. ask with :math:`s_{t-1}` and let the GRU read the answer; then each step has
    to wait for the one before, where here all steps of a training batch look at once. Cho et
    al. have the GRU, too, read their fixed vector again at every step.

    The Transformer has one block on either side, norms before its parts, and sinusoids.

    Parameters
    ----------
    attention : {None, "dot", "additive", "transformer"}
        What the decoder may know of the source.
    n_source, n_target : int
        How many numbers either side has, padding included.
    units : int
        Size of all states; a multiple of 4, the number of heads, for a Transformer.
    time_steps : pair of int, optional
        T_in and T_out. GRUs take any length; a Transformer is built for one pair.
    look : bool
        Whether the weights A are a second output: (N, T_out, T_in), or one such table for each
        head of a Transformer's decoder, (N, 4, T_out, T_in).

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If there is no such attention, or a Transformer lacks its time steps or its multiple.

    References
    ----------
    Cho K. et al. (2014) Learning phrase representations using RNN encoder–decoder for
    statistical machine translation. EMNLP. https://doi.org/10.3115/v1/D14-1179
    Bahdanau D., Cho K., Bengio Y. (2015) Neural machine translation by jointly learning to
    align and translate. ICLR. https://arxiv.org/abs/1409.0473
    Luong M.-T., Pham H., Manning C. D. (2015) Effective approaches to attention-based neural
    machine translation. EMNLP. https://doi.org/10.18653/v1/D15-1166
    Vaswani A. et al. (2017) Attention is all you need. https://arxiv.org/abs/1706.03762
    """
    one_of(attention, ATTENTION, "attention")
    if attention == "transformer" and (None in time_steps or units % HEADS):
        need = f"a Transformer needs time_steps and units in multiples of {HEADS}"
        raise ValueError(f"{need}; got {time_steps} and {units}")
    import keras
    from keras import layers, ops

    x = keras.Input((time_steps[0],), dtype="int32", name="source")
    y = keras.Input((time_steps[1],), dtype="int32", name="target")
    real = ops.not_equal(x, 0)  # (N, T_in)
    if attention == "transformer":
        o, A = _transformer(x, y, real, n_source, n_target, units, look)
    else:
        o, A = _recurrent(x, y, real, n_source, n_target, units, attention)
    logits = layers.Dense(n_target, name="next_symbol")(o)  # (N, T_out, n_target)
    return keras.Model([x, y], logits if A is None or not look else [logits, A])


def _recurrent(x, y, real, n_source, n_target, units, attention):
    """Return what the output layer reads, and the weights A or None."""
    from keras import layers, ops

    E_x = layers.Embedding(n_source, units // 2, name="source_embedding")(x)
    E_y = layers.Embedding(n_target, units // 2, name="target_embedding")(y)
    gru = {"units": units, "return_sequences": True}
    h, h_S = layers.GRU(return_state=True, name="encoder", **gru)(E_x, mask=real)
    s = layers.GRU(name="decoder", **gru)(E_y, initial_state=h_S)  # (N, T_out, H)
    look = {"mask": [None, real], "return_attention_scores": True}
    if attention is None:
        context, A = h_S[:, None] + ops.zeros_like(s), None
    elif attention == "dot":
        K = layers.Dense(units, use_bias=False, name="key")(h)
        context, A = layers.Attention(name="attention")([s / units**0.5, h, K], **look)
    else:
        Q = layers.Dense(units // 2, name="query")(s)
        K = layers.Dense(units // 2, use_bias=False, name="key")(h)
        context, A = layers.AdditiveAttention(name="attention")([Q, h, K], **look)
    join = layers.Dense(units, "tanh", name="join")
    return join(ops.concatenate([s, context], axis=-1)), A


def _transformer(x, y, real, n_source, n_target, units, look):
    """Return what the output layer reads, and the weights A of the look at the source.

    Symbols start about as large as the positions added to them: Vaswani et al. multiply them by
    √D (section 3.4), and Keras alone would start with numbers below 0.05.
    """
    from keras import layers
    from keras.initializers import RandomUniform

    def embed(numbers, n_symbols, name):
        start = RandomUniform(-0.05 * units**0.5, 0.05 * units**0.5)
        E = layers.Embedding(n_symbols, units, start, name=name)(numbers)
        return E + sinusoids(numbers.shape[1], units).astype("float32")[None]

    def norm(X, name):
        return layers.LayerNormalization(name=f"{name}_norm")(X)

    def attend(name):
        return layers.MultiHeadAttention(HEADS, units // HEADS, name=name)

    def feed_forward(X, name):
        hidden = layers.Dense(2 * units, "relu", name=f"{name}_hidden")(norm(X, name))
        return layers.Add()([X, layers.Dense(units, name=f"{name}_back")(hidden)])

    M = embed(x, n_source, "source_embedding")  # (N, T_in, units)
    Q = norm(M, "encoder")
    M = layers.Add()([M, attend("encoder")(Q, Q, value_mask=real)])
    M = norm(feed_forward(M, "encoder_dense"), "memory")
    Z = embed(y, n_target, "target_embedding")  # (N, T_out, units)
    Q = norm(Z, "decoder")
    Z = layers.Add()([Z, attend("decoder")(Q, Q, use_causal_mask=True)])
    options = {"return_attention_scores": True} if look else {}
    found = attend("attention")(norm(Z, "attention"), M, value_mask=real, **options)
    C, A = found if look else (found, None)
    return norm(feed_forward(layers.Add()([Z, C]), "decoder_dense"), "output"), A
