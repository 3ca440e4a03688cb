"""Right answers to the exercises on recombination, and wrong ones with the idea they deserve."""

import numpy as np

from rnnutils.checks import recombination as check


def four(a, b):
    return all(((a == x) & (b == y)).any() for x in (0, 1) for y in (0, 1))


def parts(a, b):
    p, q, both = a.mean(), b.mean(), (a * b).mean()
    return p, q, both, both - p * q


def r2(a, b):
    p, q, _, D = parts(a, b)
    return D**2 / (p * (1 - p) * q * (1 - q))


def theta(G, *, first=1, beyond=0, still=True):
    n = G.shape[1]
    sites = (G.min(axis=1) != G.max(axis=1)).sum() if still else len(G)
    return sites / sum(1 / i for i in range(first, n + beyond))


def pi(G):
    n = G.shape[1]
    return np.mean([(G[:, i] != G[:, j]).sum() for i in range(n) for j in range(i)])


def pad(matrices, length, *, values=(-1, 1), pad=0.0, before=False):
    out = np.full((len(matrices), length, matrices[0].shape[1]), pad, float)
    mask = np.zeros((len(matrices), length), bool)
    for row, real, G in zip(out, mask, matrices, strict=True):
        place = slice(length - len(G), None) if before else slice(len(G))
        row[place] = np.where(G == 1, values[1], values[0])
        real[place] = True
    return out, mask


def turned_mask(matrices, length):
    out, mask = pad(matrices, length)
    return out, ~mask


def wide_mask(matrices, length):
    out, mask = pad(matrices, length)
    return out, np.repeat(mask[..., None], 4, axis=2)


def full_mask(matrices, length):
    out, mask = pad(matrices, length)
    return out, np.ones_like(mask)


def rates(z, training, *, mean=True, spread=True, base=10):
    logs = np.log10(training)
    return base ** (z * (logs.std() if spread else 1) + (logs.mean() if mean else 0))


def own(draw, indices, seed):
    return [
        draw(np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(i,)))) for i in indices
    ]


def one_stream(draw, indices, seed):
    rng = np.random.default_rng(seed)
    return [draw(rng) for _ in indices]


def spawned_by_place(draw, indices, seed):
    children = np.random.SeedSequence(seed).spawn(len(indices))
    return [draw(np.random.default_rng(child)) for child in children]


def skipping(draw, indices, seed):
    got = []
    for i in indices:
        rng = np.random.default_rng(seed)
        for _ in range(i + 1):
            value = draw(rng)
        got.append(value)
    return got


def cut(G, positions, size, length, *, shift=True, closed=False):
    got = []
    for start in range(0, length, size):
        inside = (positions >= start) & (positions < start + size + closed)
        got.append((G[inside], positions[inside] - (start if shift else 0)))
    return got


RIGHT = [
    (check.four_gametes, four),
    (check.four_gametes, lambda a, b: len(set(zip(a, b))) == 4),
    (check.four_gametes, lambda a, b: len(np.unique(2 * a + b)) == 4),
    (check.linkage, r2),
    (check.linkage, lambda a, b: np.corrcoef(a, b)[0, 1] ** 2),
    (check.theta, theta),
    (check.padding, pad),
    (check.padding, lambda m, length: [part.astype("float32") for part in pad(m, length)]),
    (check.invert, rates),
    (check.seeds, own),
    (check.seeds, lambda f, i, seed: [f(np.random.default_rng([seed, k])) for k in i]),
    (check.seeds, skipping),
    (check.windows, cut),
]

WRONG = [
    (check.four_gametes, lambda a, b: (a & b).any() and (a > b).any() and (b > a).any(), "at both"),
    (check.four_gametes, lambda a, b: len(set(zip(a, b))) >= 3, "not enough"),
    (check.four_gametes, lambda a, b: False, "all four"),
    (check.four_gametes, lambda a, b: len(set(a)) + len(set(b)) == 4, "one by one"),
    (check.four_gametes, lambda a, b: a == b, "yes or no"),
    (check.four_gametes, lambda a, b: len(set(zip(a, b))), "how many gametes"),
    (check.four_gametes, lambda a, b: None, "returns nothing"),
    (check.linkage, lambda a, b: parts(a, b)[3], "that is D"),
    (check.linkage, lambda a, b: parts(a, b)[3] ** 2, "how common"),
    (check.linkage, lambda a, b: np.corrcoef(a, b)[0, 1], "that is r:"),
    (check.linkage, lambda a, b: abs(np.corrcoef(a, b)[0, 1]), "that is |r|"),
    (check.linkage, lambda a, b: parts(a, b)[3] ** 2 / a.mean() / b.mean(), "p(1−p), not p"),
    (check.linkage, lambda a, b: parts(a, b)[3] ** 2 / (a.std() * b.std()), "without a root"),
    (check.linkage, lambda a, b: (a * b).mean() ** 2 / (a.var() * b.var()), "by chance"),
    (check.linkage, lambda a, b: (a * b).mean(), "carry both"),
    (check.linkage, lambda a, b: np.corrcoef(a, b) ** 2, "one number"),
    (check.linkage, lambda a, b: 2.0, "not r²"),
    (check.theta, lambda G: theta(G, still=False), "all haplotypes agree"),
    (
        check.theta,
        lambda G: theta(G) * G.any(1).sum() / (G.min(1) != G.max(1)).sum(),
        "does not vary either",
    ),
    (check.theta, lambda G: theta(G, beyond=1), "not at 1/n"),
    (check.theta, lambda G: theta(G, first=2), "starts at 1/1"),
    (check.theta, lambda G: (G.min(1) != G.max(1)).sum() / (G.shape[1] - 1), "not by n − 1"),
    (check.theta, lambda G: theta(G.T), "not θ"),
    (check.theta, lambda G: len(G) / sum(1 / i for i in range(1, len(G))), "you took sites"),
    (check.theta, lambda G: len(G), "that is the number of sites"),
    (check.theta, pi, "that is π"),
    (check.padding, lambda m, length: pad(m, length)[0], "two arrays"),
    (check.padding, lambda m, length: pad(m, length, values=(0, 1)), "tell them apart"),
    (check.padding, lambda m, length: pad(m, length, values=(1, -1)), "exchanged"),
    (check.padding, lambda m, length: pad(m, length, pad=-1), "padding must be 0"),
    (check.padding, lambda m, length: pad(m, length, before=True), "do not hold"),
    (check.padding, turned_mask, "True where a site is"),
    (check.padding, wide_mask, "one entry a site"),
    (check.padding, full_mask, "does not say where"),
    (check.padding, lambda m, length: pad(m, length + 1), "samples × sites × haplotypes"),
    (check.invert, lambda z, t: np.log10(rates(z, t)), "logarithms of rates"),
    (check.invert, lambda z, t: rates(z, t, base=np.e), "to base 10"),
    (check.invert, lambda z, t: rates(z, t, mean=False), "mean is missing"),
    (check.invert, lambda z, t: rates(z, t, spread=False), "spread is missing"),
    (
        check.invert,
        lambda z, t: 10 ** ((z + np.log10(t).mean()) * np.log10(t).std()),
        "last step first",
    ),
    (check.invert, lambda z, t: z * t.std() + t.mean(), "those of the logarithms"),
    (check.invert, lambda z, t: rates((z - z.mean()) / z.std(), t), "made bold"),
    (check.invert, lambda z, t: 10 ** (z * z.std() + z.mean()), "of the training rates"),
    (check.invert, lambda z, t: z, "not the rates"),
    (check.seeds, one_stream, "second half"),
    (check.seeds, spawned_by_place, "second half"),
    (check.seeds, lambda f, i, seed: [f(np.random.default_rng(seed)) for _ in i], "repeat"),
    (check.seeds, lambda f, i, seed: [f(np.random.default_rng()) for _ in i], "second time"),
    (
        check.seeds,
        lambda f, i, seed: [f(np.random.default_rng(k)) for k in i],
        "seed changes nothing",
    ),
    (check.seeds, lambda f, i, seed: [f(np.random.default_rng(seed + k)) for k in i], "share"),
    (
        check.seeds,
        lambda f, i, seed: [f(np.random.default_rng(seed + 1000 * k)) for k in i],
        "share",
    ),
    (check.seeds, lambda f, i, seed: own(f, i, seed)[:-1], "to each index"),
    (check.windows, lambda *case: cut(*case, shift=False), "from the start of the window"),
    (check.windows, lambda *case: cut(*case, closed=True), "one window only"),
    (check.windows, lambda *case: [w for w in cut(*case) if len(w[1])], "without a site"),
    (check.windows, lambda *case: cut(*case)[: case[1].max() // case[2] + 1], "without a site"),
    (check.windows, lambda *case: [w[0] for w in cut(*case)], "a pair"),
    (check.windows, lambda *case: [(1 - g, p) for g, p in cut(*case)], "genotypes of window"),
    (check.windows, lambda *case: [(g, p + 1) for g, p in cut(*case)], "positions of window"),
    (check.windows, lambda *case: cut(*case)[::-1], "sites that lie in it"),
]
