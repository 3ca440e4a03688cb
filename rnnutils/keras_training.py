"""The one compiled step of training that all Keras networks of the course share.

Importing this room costs nothing: Keras and TensorFlow are loaded by the first call.
"""

import json

import numpy as np

from rnnutils.arrays import at_least, same_length

LONGEST_UNROLLED = 32  # time steps; beyond, compiling costs more than the loop
KEPT = 16  # architectures whose compiled training is kept
_COMPILED = {}  # architecture → what trains its models


def compile_step(model, optimizer, loss, signature, **options):
    """Return one step of training as a compiled function, and what makes it start afresh.

    Parameters
    ----------
    model : keras.Model
        Its trainable variables take the step.
    optimizer : keras.optimizers.Optimizer
        What turns gradients into steps.
    loss : callable
        ``loss(*batch)`` returns a scalar tensor, made of the outputs of the model.
    signature : list of tf.TensorSpec
        Shapes and types of a batch; a dimension of None is left open.
    **options
        Of ``tf.function``, ``jit_compile`` for instance.

    Returns
    -------
    step : callable
        ``step(*batch)`` changes the weights and returns the loss before the change.
    restart : callable
        ``restart()`` puts the optimiser back to where it was now: no means, no steps taken.
    """
    import tensorflow as tf

    optimizer.build(model.trainable_variables)
    at_start = [variable.numpy() for variable in optimizer.variables]

    # AutoGraph rewrites Python, and what it finds to rewrite changes with Python's version.
    @tf.function(input_signature=signature, autograph=False, **options)
    def step(*batch):
        with tf.GradientTape() as tape:
            value = loss(*batch)
        optimizer.apply(tape.gradient(value, model.trainable_variables))
        return value

    step = step.get_concrete_function()  # else TensorFlow warns of compiling for many models

    def restart():
        for variable, value in zip(optimizer.variables, at_start, strict=True):
            variable.assign(value)

    return step, restart


def train_keras(model, X, Y, *, epochs, batch_size, validation=None, shuffle=True, seed=0):
    """Train a compiled Keras model; the same steps as ``model.fit``, an epoch per call.

    On a network of a few dozen weights ``fit`` spends its time between the steps. Here a
    whole epoch is one compiled function, compiled once for all models of one architecture,
    so a page can afford five seeds.

    Parameters
    ----------
    model : keras.Model
        Compiled; its optimiser starts afresh.
    X, Y : ndarray of shape (N, T, D) and (N, O)
        Or whatever else the model reads and answers.
    epochs, batch_size : int
        Passes over the data, and examples a step.
    validation : pair of ndarray, optional
        Judged after every epoch and never trained on.
    shuffle : bool
        Whether each epoch draws the windows in a new order.
    seed : int
        Of that order and of what dropout drops.

    Returns
    -------
    dict
        ``"loss"`` and, if asked for, ``"val_loss"``: one float an epoch.

    Raises
    ------
    ValueError
        If X and Y differ in length, or ``epochs`` or ``batch_size`` is not positive.

    Examples
    --------
    ::

        history = train_keras(model, X, Y, epochs=100, batch_size=10)
        plot_history(history)
    """
    same_length(X=X, Y=Y)
    if validation:
        same_length(**dict(zip(("X to validate", "Y to validate"), validation, strict=True)))
    at_least(epochs, 1, "epochs")
    at_least(batch_size, 1, "batch_size")
    X, Y, *validation = (np.asarray(part, "float32") for part in (X, Y, *(validation or ())))
    epoch, judge, start, finish = _compiled(model, X.shape[1:])
    start(model, seed)
    rng = np.random.default_rng(seed)
    history = {"loss": []} | ({"val_loss": []} if validation else {})
    for _ in range(epochs):
        order = rng.permutation(len(X)) if shuffle else np.arange(len(X))
        history["loss"].append(float(epoch(X[order], Y[order], batch_size)))
        if validation:
            history["val_loss"].append(float(judge(*validation)))
    finish(model)
    return history


def _compiled(model, shape):
    """Return what trains models of this architecture, compiled when the first one comes."""
    plain = _without_names([model.get_config(), model.get_compile_config()])
    key = json.dumps([plain, shape], default=str)
    if key not in _COMPILED:
        if len(_COMPILED) == KEPT:
            del _COMPILED[next(iter(_COMPILED))]
        _COMPILED[key] = _compile(model, shape)
    return _COMPILED[key]


def _without_names(config, places=None):
    """Return a configuration that is equal for models of one wiring, whatever Keras named them.

    Names that Keras made up are left out. Where one layer refers to another, the name gives way
    to the place of that layer in the model, so that the wiring stays.
    """
    if isinstance(config, dict):
        if isinstance(layers := config.get("layers"), list):
            names = [layer.get("config", {}).get("name") for layer in layers]
            places = {name: place for place, name in enumerate(names)}
        return {k: _without_names(v, places) for k, v in config.items() if k != "name"}
    if isinstance(config, list | tuple):
        is_reference = len(config) == 3 and isinstance(config[0], str)
        if places and is_reference and config[0] in places:  # [layer, node, tensor]
            return [places[config[0]], *config[1:]]
        return [_without_names(value, places) for value in config]
    return config


def _compile(model, shape):
    """Compile an epoch of training and a verdict for a clone that lends its weights out."""
    import keras
    import tensorflow as tf

    # The model may leave the length open; the clone, which is unrolled, may not.
    clone = keras.models.clone_model(model, input_tensors=keras.Input(shape))
    clone.compile_from_config(model.get_compile_config())
    for layer in clone.layers:
        if hasattr(layer, "unroll") and clone.input_shape[1] <= LONGEST_UNROLLED:
            layer.unroll = True  # the same sums, without TensorFlow's loop over time
    draws = [v for v in clone.variables if v.name == "seed_generator_state"]
    batch = [tf.TensorSpec((None, *shape[1:])) for shape in (clone.input_shape, clone.output_shape)]

    def loss(X, Y):
        return clone.compute_loss(y=Y, y_pred=clone(X, training=True))

    step, restart = compile_step(clone, clone.optimizer, loss, batch)

    @tf.function(input_signature=[*batch, tf.TensorSpec((), tf.int32)], autograph=False)
    def epoch(X, Y, batch_size):
        n = tf.shape(X)[0]

        def take(first, total):
            x, y = X[first : first + batch_size], Y[first : first + batch_size]
            return first + batch_size, total + step(x, y) * tf.cast(tf.shape(x)[0], tf.float32)

        _, total = tf.while_loop(lambda first, _: first < n, take, (0, 0.0))
        return total / tf.cast(n, tf.float32)

    @tf.function(input_signature=batch, autograph=False)
    def judge(X, Y):
        return clone.compute_loss(y=Y, y_pred=clone(X, training=False))

    def start(borrower, seed):
        clone.set_weights(borrower.get_weights())
        for number, variable in enumerate(draws):
            variable.assign([seed, number])
        restart()

    def finish(borrower):
        borrower.set_weights(clone.get_weights())

    return epoch, judge, start, finish
