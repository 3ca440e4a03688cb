"""Networks that read samples of genomes. Keras is loaded by the functions that need it."""


def two_input_network(haplotypes, sites, units=84):
    """Return a Keras network of the published form: a GRU on the matrix, a layer on positions.

    The dense layers have no activation function, and the padding has no mask, as in the source.

    Parameters
    ----------
    haplotypes, sites : int
        Width and padded length of a genotype matrix.
    units : int
        Size of the state of the GRU in either direction.

    Returns
    -------
    keras.Model

    References
    ----------
    Adrion J. R., Galloway J. G., Kern A. D. (2020) Predicting the landscape of recombination
    using deep learning. Molecular Biology and Evolution 37, 1790–1808.
    https://doi.org/10.1093/molbev/msaa038

    Examples
    --------
    ::

        network = two_input_network(haplotypes=20, sites=400)
        network.predict([G, positions])  # (N, 400, 20) and (N, 400) to (N, 1)
    """
    import keras
    from keras import layers

    G = keras.Input((sites, haplotypes), name="genotypes")
    positions = keras.Input((sites,), name="positions")
    read = layers.Bidirectional(layers.GRU(units))(G)
    read = layers.Dropout(0.35)(layers.Dense(256)(read))
    merged = layers.Concatenate()([read, layers.Dense(256)(positions)])
    merged = layers.Dropout(0.35)(layers.Dense(64)(merged))
    return keras.Model([G, positions], layers.Dense(1)(merged))


def rate_network(features, units=32, *, recurrent=True):
    """Return a Keras network that reads rows, a site each, and predicts one target.

    The states of all sites are averaged, then a hidden layer and the output follow.

    Parameters
    ----------
    features : int
        Numbers in a row.
    units : int
        Size of the state of the GRU.
    recurrent : bool
        Without recurrence two dense layers read each site on its own, so the order of the
        sites is lost: a control.

    Returns
    -------
    keras.Model of rows (N, S, features) and mask (N, S)

    Examples
    --------
    ::

        network = rate_network(features=9)
        losses = train_rates(network, rows, scale(rates), steps=2000)
    """
    import keras
    from keras import layers

    rows, mask = keras.Input((None, features)), keras.Input((None,), dtype="bool")
    if recurrent:
        h = layers.GRU(units, return_sequences=True)(rows, mask=mask)
    else:
        h = layers.Dense(2 * units, "relu")(layers.Dense(2 * units, "relu")(rows))
    h = layers.GlobalAveragePooling1D()(h, mask=mask)
    h = layers.Dense(64, "relu")(h)
    return keras.Model([rows, mask], layers.Dense(1)(h))
