"""What trainings too long for a page have reached: tables that ship with the package.

A program in ``tools/`` made each of them, run by run, and makes it again.
"""

from rnnutils.arrays import one_of
from rnnutils.inputs.datasets import table


def attention_race():
    """Return what translators with and without attention have reached, a row for each training.

    Returns
    -------
    DataFrame
        With the columns ``task`` ("reversal" or "dates"), ``network`` ("none" has a fixed
        vector; "dot", "additive"), ``role`` ("choose" for the runs that chose the learning
        rate, "report" for those made with it), ``rate``, ``seed``, ``steps``,
        ``parameters``, ``seconds`` of one processor core, ``validation``: the share of the
        pairs for choosing that are written without a fault, ``test``: that of dates of
        unseen days, and "1" to "16": that of strings of so many letters, of which "13" to
        "16" are longer than all in training. Runs that choose were not tested.

    Examples
    --------
    >>> race = attention_race()
    >>> race.task.unique().tolist(), race.role.unique().tolist()
    (['reversal', 'dates'], ['choose', 'report'])
    """
    return table("attention_race.csv")


def binding_race():
    """Return how well networks tell DNA with a binding site from DNA without, a row for each run.

    Returns
    -------
    DataFrame
        With the columns ``network``; ``strands``, what it got of the other strand ("one":
        nothing, "turned": examples from either, "shared": both, read with the same
        weights); ``pairs`` of training sequences; ``seed``; ``parameters``; ``epochs``
        trained, the ``best`` of them on the validation set; ``seconds`` of one processor
        core; and the area under the ROC curve: ``validation``, ``test``, and on the test
        set for sites in the ``outer`` half of the sequence and in the ``inner`` half.

    Notes
    -----
    ``tools/runs/binding.py`` makes the file again.

    Examples
    --------
    >>> sorted(binding_race().strands.unique())
    ['one', 'shared', 'turned']
    """
    return table("binding_race.csv")


def date_race(steps=1200):
    """Return what translators of dates have reached, a row for each training.

    Parameters
    ----------
    steps : {1200, 300}
        After how many batches of 64; the Transformer was not trained for 300.

    Returns
    -------
    DataFrame
        With the columns ``network`` ("none" has a fixed vector, "dot" attention,
        "transformer" no recurrence), ``seed``, ``parameters``, ``steps``, ``seconds`` of
        one processor core, and the shares of dates written without a fault: ``test``
        (unseen days) and ``long`` (texts longer than all in training).

    Raises
    ------
    ValueError
        If there is no file of so many steps.

    Notes
    -----
    ``tools/runs/dates.py`` makes the files again.

    Examples
    --------
    >>> sorted(date_race().network.unique())
    ['dot', 'none', 'transformer']
    """
    files = {1200: "date_race.csv", 300: "date_sprint.csv"}
    one_of(steps, files, "steps")
    return table(files[steps])


def genome_race():
    """Return how well a GRU learned to guess the next base of a genome, a row for each run.

    ``tools/runs/genome.py`` measured it on the bases of `e_coli`, on one thread.

    Returns
    -------
    DataFrame
        With the columns ``text``, which is the genome or its bases shuffled, ``seed``,
        ``seconds`` of training, ``parameters``, ``steps`` of training, ``bits`` a base on the
        test part, and ``date``.

    Examples
    --------
    >>> sorted(genome_race().text.unique())
    ['genome', 'shuffled']
    """
    return table("genome_race.csv")


def lag_grid():
    """Return who learned what over which lag: the training runs of the page on remedies.

    ``tools/runs/lags.py`` made them with the code of that page, in more time than a page may take.
    No chosen rate is the smallest or the largest that was tried.

    Returns
    -------
    DataFrame
        With a row a run and the columns ``task``, ``cell``, ``lag``, learning ``rate``,
        ``role`` ("choose" for the runs that chose the rate, "report" for those made with
        it), ``seed``, ``updates`` until the run stopped, and ``score`` on 500 new
        sequences: accuracy of "recall", mean squared error of "adding". Both are missing
        where the numbers overflowed.

    Examples
    --------
    >>> runs = lag_grid()
    >>> runs.task.unique().tolist(), sorted(runs.lag.unique().tolist())
    (['recall', 'adding'], [20, 80, 320])
    """
    return table("lag_grid.csv")


def length_race():
    """Return how four networks learned to add two numbers over 20, 80 and 320 steps.

    ``tools/runs/lengths.py`` made it with the code of the page on what came after RNNs, in more
    time than a page may take.

    Returns
    -------
    DataFrame
        With a row a run and the columns ``network``, ``length`` of the sequences, learning
        ``rate``, ``role`` ("choose" for the runs that chose the rate, "report" for those
        made with it), ``seed``, ``parameters``, ``updates`` until the run stopped,
        ``seconds`` of one processor core, and ``error``, the mean squared error on 500 new
        sequences.

    Examples
    --------
    >>> sorted(length_race().length.unique().tolist())
    [20, 80, 320]
    """
    return table("length_race.csv")


def recall_race():
    """Return how well LSTMs and simple RNNs of one size recall marked numbers.

    ``tools/runs/recall.py`` made it with the code of the page on the LSTM, in more time than a
    page may take.

    Returns
    -------
    DataFrame
        With a row a run and the columns ``cell``, ``updates`` of training, learning
        ``rate``, ``role`` ("choose" for the runs that chose the rate, "report" for those
        made with it), ``seed``, and ``error``, the root mean square at the queries of 1000
        new sequences.

    Examples
    --------
    >>> sorted(recall_race().updates.unique().tolist())
    [1000, 3000, 10000]
    """
    return table("recall_race.csv")


def recombination_race():
    """Return what networks made of the shipped simulations, a row for each training.

    Returns
    -------
    DataFrame
        With the columns ``network`` ("published", "raw", "ordered", "neighbours",
        "linkage", "sets", "long"), ``samples`` it was trained on, ``seed``, ``parameters``,
        ``steps``, ``seconds`` of one processor core, and the R² of the logarithm of the
        rate on the ``validation`` and the ``test`` samples.

    Notes
    -----
    ``tools/runs/recombination.py`` makes the file again.

    Examples
    --------
    >>> int(recombination_race()["samples"].max()) > 0
    True
    """
    return table("recombination_race.csv")


def reversal_grid():
    """Return how long strings translators with a fixed vector turn round, a row for each run.

    ``tools/runs/reversal.py`` trained them with `rnnutils.train_to_reverse`.

    Returns
    -------
    DataFrame
        With the columns ``units``, ``steps`` of training, ``seed``, ``parameters``,
        ``seconds`` of one processor core, ``1`` to ``16``: the share of strings of that
        many letters that were written without a fault, and ``date``.

    Examples
    --------
    >>> runs = reversal_grid()
    >>> sorted(runs.units.unique().tolist()), sorted(runs.steps.unique().tolist())
    ([16, 32, 64], [500, 1500])
    """
    return table("reversal_grid.csv")


def text_race():
    """Return what three networks learned of Moby-Dick in the same time, a row for each run.

    ``tools/runs/text.py`` measured it, on one thread; times differ between machines, so this is
    a record, not something a page could compute again to the digit.

    Returns
    -------
    DataFrame
        With the columns ``network``, ``role``, the learning ``rate``, ``seed``, ``seconds`` of
        training, ``parameters``, ``steps`` of training, ``bits`` per character, and ``date``.
        Runs in the role "choose" are judged on the validation chapters, those that "report" on
        the test chapters.

    Examples
    --------
    >>> sorted(text_race().network.unique())
    ['GRU', 'LSTM', 'Transformer']
    """
    return table("text_race.csv")
