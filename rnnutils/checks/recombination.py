"""Checks of the exercises on recombination rates."""

import functools

import numpy as np

from rnnutils.checks import ask, exercise, explain, require
from rnnutils.genomics.recombination.linkage import gametes, r_squared
from rnnutils.genomics.recombination.samples import signs
from rnnutils.genomics.recombination.statistics import watterson
from rnnutils.inputs.encoding import pad_sequences

judge = functools.partial(explain, rtol=1e-5)


def _sites(count=40, n=8, seed=0):
    """Return pairs of sites, each with both alleles, rare ones among them."""
    rng = np.random.default_rng(seed)
    while count:
        a, b = (rng.random((2, n)) < rng.choice([0.2, 0.5, 0.8])).astype(int)
        if 0 < a.sum() < n and 0 < b.sum() < n:
            count -= 1
            yield a, b


@exercise("Find four gametes")
def four_gametes(answer):
    """Try pairs in which the combinations that are there differ."""
    for a, b in _sites():
        got = ask(answer, a, b)
        require(np.ndim(got) == 0, "one answer is asked for, yes or no, for two sites")
        counts = {(x, y): ((a == x) & (b == y)).sum() for x in (0, 1) for y in (0, 1)}
        right = gametes(a, b) == 4
        require(got in (0, 1), f"the answer is yes or no, not {got}, how many gametes there are")
        if bool(got) == right:
            continue
        found = f"sites {a.tolist()} and {b.tolist()}"
        three = not right and counts[1, 1] > 0 and counts[0, 1] > 0 and counts[1, 0] > 0
        require(not three, f"{found}: is there a haplotype with the ancestral allele at both?")
        require(
            not (not right and gametes(a, b) == 3), f"{found}: three combinations are not enough"
        )
        require(not right, f"{found}: all four combinations are there, each once or more")
        require(False, f"{found}: the haplotypes must be compared one by one")


@exercise("Measure the linkage of two sites")
def linkage(answer):
    """Compare with r², and with what is often taken for it."""
    meeting = [(a, b) for a, b in _sites(80) if (a & b).any()]
    for a, b in sorted(meeting, key=lambda pair: np.cov(*pair)[0, 1]):  # D < 0 first
        got = ask(answer, a, b)
        require(np.ndim(got) == 0, "one number is asked for, not a table of all correlations")
        p, q, both = a.mean(), b.mean(), (a & b).mean()
        D, spread = both - p * q, p * (1 - p) * q * (1 - q)
        ideas = [
            (
                D,
                "that is D, the excess of haplotypes with both alleles, not a share of its range",
            ),
            (D**2, "D² depends on how common the alleles are: divide by p(1−p)q(1−q)"),
            (
                D / np.sqrt(spread),
                "that is r: it has a sign that depends on which allele is called 1",
            ),
            (abs(D) / np.sqrt(spread), "that is |r|, not its square"),
            (D**2 / (p * q), "the variance of an allele is p(1−p), not p"),
            (
                D**2 / np.sqrt(spread),
                "D² belongs over the product of both variances, without a root",
            ),
            (both**2 / spread, "haplotypes with both alleles occur by chance, too: subtract pq"),
            (both, "that is the share of haplotypes that carry both"),
        ]
        judge(got, float(r_squared(a, b)), ideas, "that is not r² of these two sites")


@exercise("Estimate diversity from the number of sites")
def theta(answer):
    """Ask for matrices with and without columns that do not vary."""
    rng = np.random.default_rng(1)
    for n, still in ((4, 0), (10, 0), (10, 3), (7, 2)):
        G = np.array([a for a, _ in _sites(12, n, seed=n)])
        if still:
            G[:still] = np.arange(still)[:, None] % 2  # all 0, or all 1
            G = G[rng.permutation(len(G))]
        got = ask(answer, G)
        varies = len(G) - still
        harmonic = (1 / np.arange(1, n)).sum()
        one_more = (1 / np.arange(1, n + 1)).sum()
        sites = (1 / np.arange(1, len(G))).sum()
        ideas = [
            (len(G) / harmonic, "a site where all haplotypes agree does not count"),
            (
                G.any(axis=1).sum() / harmonic,
                "a site where all haplotypes carry the derived allele does not vary either",
            ),
            (varies / one_more, "the sum ends at 1/(n − 1), not at 1/n"),
            (len(G) / one_more, "the sum ends at 1/(n − 1), and only sites that vary count"),
            (varies / (harmonic - 1), "the sum starts at 1/1"),
            (varies / (n - 1), "divide by the sum of 1/i, not by n − 1"),
            (varies / sites, "the sum runs over haplotypes; you took sites"),
            (varies, "that is the number of sites: a larger sample finds more of them"),
            (float((G[:, :, None] != G[:, None]).sum() / n / (n - 1)), "that is π, from pairs"),
        ]
        judge(got, watterson(varies, n), ideas, f"that is not θ of {varies} sites, {n} haplotypes")


@exercise("Pad genotypes and make a mask")
def padding(answer):
    """Look at what stands behind the last site."""
    rng = np.random.default_rng(2)
    matrices = [rng.integers(0, 2, (S, 4)) for S in (3, 6, 1)]
    for length in (6, 9):
        got = ask(answer, matrices, length)
        pair = isinstance(got, tuple | list) and len(got) == 2
        require(pair, "two arrays are asked for: the padded genotypes and the mask")
        G, mask = (np.asarray(part) for part in got)
        want, real = pad_sequences([signs(m) for m in matrices], length=length)
        require(
            G.shape == want.shape,
            f"the genotypes need shape {want.shape}, samples × sites × haplotypes; "
            f"yours have {G.shape}",
        )
        require(
            mask.shape == real.shape,
            f"the mask needs shape {real.shape}, one entry a site; yours has {mask.shape}",
        )
        G = G.astype(float)
        zero_one = np.isin(G[real], (0, 1)).all()
        require(not zero_one, "ancestral is 0, and so is padding: nobody can tell them apart")
        require(
            not np.allclose(G[real], -want[real]),
            "you have exchanged ancestral and derived alleles",
        )
        left = np.allclose(G[real[:, ::-1]], want[real]) and length > 6
        require(not left, "the padding goes behind the sites, and yours stands before them")
        require(np.allclose(G[real], want[real]), "the sites do not hold their genotypes any more")
        require(np.allclose(G[~real], 0), "padding must be 0, between −1 and 1")
        mask = mask.astype(bool)
        require(not (mask == ~real).all(), "the mask is True where a site is, not where it is not")
        seen = (want != 0).any(axis=2)
        require((mask == seen).all(), "the mask does not say where the sites are")


@exercise("Return to rates")
def invert(answer):
    """Invert predictions whose mean and spread are not those of the training rates."""
    rng = np.random.default_rng(3)
    for size in (50, 7):
        training = 10 ** rng.uniform(-9, -7, size)
        z = rng.normal(0.4, 0.6, 30)
        logs = np.log10(training)
        m, s = logs.mean(), logs.std()
        got = ask(answer, z, training)
        ideas = [
            (z * s + m, "those are logarithms of rates: one step of the way back is missing"),
            (np.exp(z * s + m), "the logarithm was to base 10"),
            (10 ** (z * s), "the mean is missing on the way back"),
            (10 ** (z + m), "the spread is missing on the way back"),
            (10 ** ((z + m) * s), "undo the last step first: times the spread, then plus the mean"),
            (
                10**z * training.std() + training.mean(),
                "mean and spread are those of the logarithms",
            ),
            (z * training.std() + training.mean(), "mean and spread are those of the logarithms"),
            (10 ** (z * z.std() + z.mean()), "mean and spread are those of the training rates"),
            (
                10 ** ((z - z.mean()) / z.std() * s + m),
                "do not standardise the predictions again: a cautious network would be made bold",
            ),
            (10 ** (z * logs.std(ddof=1) + m), "the spread divides by N here, as np.std does"),
        ]
        judge(got, 10 ** (z * s + m), ideas, "those are not the rates", atol=0)


@exercise("Make every simulation repeatable")
def seeds(answer):
    """Compare the whole series with its parts, its neighbours and other series."""

    def draw(rng):
        return rng.random(3)

    def ask_for(indices, seed=5):
        got = ask(answer, draw, list(indices), seed)
        require(len(got) == len(indices), "one simulation is asked for to each index")
        return [np.asarray(part, float) for part in got]

    def alike(a, b):
        return all(np.allclose(x, y) for x, y in zip(a, b, strict=True))

    whole = ask_for(range(8))
    require(alike(whole, ask_for(range(8))), "the same call gives something else the second time")
    flat = {tuple(part.round(12)) for part in whole}
    require(len(flat) == 8, "simulations of one series repeat each other")
    later = ask_for(range(4, 8))
    require(
        alike(whole[4:], later),
        "a worker who does the second half gets other numbers than one who does it all",
    )
    turned = ask_for(range(7, -1, -1))
    require(alike(whole, turned[::-1]), "the order in which simulations are done changes them")
    series = [ask_for(range(8), seed) for seed in (4, 6, 10, 105, 1005)]
    shared = flat & {tuple(part.round(12)) for other in series for part in other}
    require(not any(alike(whole, other) for other in series), "the seed changes nothing")
    require(
        not shared,
        "two series share simulations: adding seed and index makes 5 + 1 the same as 6 + 0",
    )


@exercise("Cut a chromosome into windows")
def windows(answer):
    """Use a window without a site, sites on a border, and one that varies nowhere in its window."""
    positions = np.array([0, 4, 99, 100, 150, 399, 400, 401])
    G = np.array([a for a, _ in _sites(8, 6, seed=9)])
    for size, length in ((100, 500), (200, 500), (100, 600)):
        got = ask(answer, G, positions, size, length)
        count = -(-length // size)
        require(
            len(got) == count,
            f"{length} base pairs have {count} windows of {size}, those without a site among them; "
            f"yours are {len(got)}",
        )
        for k, window in enumerate(got):
            pair = isinstance(window, tuple | list) and len(window) == 2
            require(pair, "a window is a pair: genotypes and positions")
            part, places = (np.asarray(x) for x in window)
            inside = (positions >= k * size) & (positions < (k + 1) * size)
            closed = (positions >= k * size) & (positions <= (k + 1) * size)
            border = len(places) == closed.sum() > inside.sum()
            require(not border, "a site on a border belongs to one window only, the right one")
            require(len(places) == inside.sum(), f"window {k} has not the sites that lie in it")
            want = positions[inside] - k * size
            require(
                not (k and len(want) and np.array_equal(places, positions[inside])),
                "a network saw positions from 0 on: count them from the start of the window",
            )
            require(np.array_equal(places, want), f"the positions of window {k} are not right")
            require(
                np.array_equal(np.reshape(part, (-1, 6)), G[inside]),
                f"the genotypes of window {k} are not those of its sites",
            )
