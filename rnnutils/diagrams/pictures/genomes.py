"""Genomes in drawings: a genealogy, the matrix it leaves behind, and a network of two inputs."""

import numpy as np

from rnnutils.arrays import at_least, expect
from rnnutils.diagrams.drawing import Drawing
from rnnutils.diagrams.vocabulary import plural

_SIDE = 26  # of a cell of the matrix
_ROW = 28
_LEAF = 48  # from one genome of a genealogy to the next
_LEVEL = 46  # from one common ancestor up to the next


def genotype_matrix(genotypes, positions=None, *, padding=0):
    """Draw which allele each haplotype carries at each site, as a network reads it.

    Parameters
    ----------
    genotypes : array of shape (S, n)
        0 for ancestral, 1 for derived; a column of the drawing is a site, which is a time step.
    positions : sequence of S int, optional
        Base pairs; they stand above their columns.
    padding : int
        Columns of zeros behind the last site.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the genotypes are not 0 or 1, or the positions are not one to a site.

    Examples
    --------
    >>> genotype_matrix([[0, 1], [1, 0]], [120, 800]).data["positions"]
    [120, 800]
    """
    genotypes = expect(genotypes, "genotypes", ("A", "B"), dtype=float)
    if not np.isin(genotypes, (0, 1)).all():
        raise ValueError(f"genotypes needs 0 and 1 only; got {np.unique(genotypes).tolist()}")
    sites, haplotypes = genotypes.shape
    padding = at_least(padding, 0, "padding")
    if positions is not None and len(positions) != sites:
        raise ValueError(f"positions needs one to each of {plural(sites, 'site')}; got {positions}")
    d = Drawing(
        f"A genotype matrix of {plural(haplotypes, 'haplotype')} and {plural(sites, 'site')}"
    )
    d.data = {
        "genotypes": genotypes.astype(int).tolist(),
        "positions": None if positions is None else [int(p) for p in positions],
        "padding": padding,
    }
    for h in range(haplotypes):
        d.text(-_ROW, h * _ROW, f"{h + 1}", size=12, name=f"haplotype {h + 1}", says="")
    for s in range(sites + padding):
        x = s * _ROW
        if s >= sites:
            name, note = f"padding {s - sites + 1}", ""
        else:
            name, note = f"site {s + 1}", f"{s + 1}"
            if positions is not None:
                note = f"{int(positions[s])}"
        if note:
            d.text(x, -_ROW * (0.75 + 0.55 * (s % 2)), note, size=11, name=f"head {name}", says="")
        for h in range(haplotypes):
            label, look = "0", {"role": "neutral", "state": "dim"}
            if s < sites:
                derived = genotypes[s, h] == 1
                label = "1" if derived else "−1"
                look = {"role": "input", "state": "lit" if derived else ""}
            place = x, h * _ROW
            look |= {"shape": "square", "w": _SIDE, "h": _SIDE, "size": 12, "says": ""}
            d.node(f"{name} haplotype {h + 1}", *place, label, **look)
    for s in range(sites):
        carriers = (np.flatnonzero(genotypes[s]) + 1).tolist()
        where = "" if positions is None else f", position {int(positions[s])}"
        d.say(
            f"Site {s + 1}{where}: derived in haplotypes {', '.join(map(str, carriers)) or 'none'}."
        )
    if padding:
        d.say(f"Behind them {plural(padding, 'column')} of zeros, which are padding.")
    below = haplotypes * _ROW + 2
    end = (sites + padding - 1) * _ROW
    d.edge((0, below), (end, below), name="time", says="the network reads site by site")
    d.text(end / 2, below + 18, "sites: the time steps", size=13, name="steps", says="")
    return d


def two_inputs(units=84, *, dense=256, merged=64):
    """Draw a network that reads the genotype matrix by a GRU and the positions beside it.

    Parameters
    ----------
    units : int
        Size of the state of the GRU in either direction.
    dense, merged : int
        Sizes of the dense layers before and after the two ways meet.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> two_inputs(84).title
    'A network with two inputs: genotypes and positions'
    """
    units, dense = at_least(units, 1, "units"), at_least(dense, 1, "dense")
    merged = at_least(merged, 1, "merged")
    d = Drawing("A network with two inputs: genotypes and positions")
    d.data = {"units": units, "dense": dense, "merged": merged}
    d.node("genotypes", 0, 0, "genotypes G", "input", w=140, h=36, size=14)
    d.node("positions", 180, 0, "positions", "input", w=140, h=36, size=14)
    reader = f"GRU({units}) both ways"
    rows = [("GRU", 0, -72, reader), ("Dense G", 0, -140, f"Dense({dense})")]
    rows += [
        ("Dense positions", 180, -140, f"Dense({dense})"),
        ("Dense", 90, -212, f"Dense({merged})"),
    ]
    for name, x, y, label in rows:
        d.node(name, x, y, label, "hidden", shape="pill", w=160 if name == "GRU" else 128, size=14)
    d.node("rate", 90, -284, "rate", "output", w=96, h=40, size=14)
    d.edge("genotypes", "GRU", role="input")
    d.edge("positions", "Dense positions", role="input")
    d.edge("GRU", "Dense G", role="hidden")
    d.edge("Dense G", "Dense", role="hidden")
    d.edge("Dense positions", "Dense", role="hidden")
    d.edge("Dense", "rate", role="output")
    return d


def genealogy(tree, *, names=None):
    """Draw the genealogy of a sample at one place of the genome, with its mutations.

    Heights are the order of the common ancestors, not their time, which would crowd the youngest.

    Parameters
    ----------
    tree : tskit.Tree
        One with a single root.
    names : dict, optional
        Labels of the samples; their numbers from 1 if not given.

    Returns
    -------
    Drawing

    Raises
    ------
    ValueError
        If the genomes have no common ancestor in the tree.

    Examples
    --------
    ::

        genealogy(simulate_trees(1e-8, 1e-9, seed=0, haplotypes=6).first())
    """
    if not tree.has_single_root:
        raise ValueError(f"tree needs one root; got {tree.num_roots}")
    samples = [u for u in tree.nodes(order="minlex_postorder") if tree.is_sample(u)]
    inner = sorted((u for u in tree.nodes() if not tree.is_sample(u)), key=tree.time)
    x = {u: k * _LEAF for k, u in enumerate(samples)}
    y = {u: 0 for u in samples} | {u: -_LEVEL * (k + 1) for k, u in enumerate(inner)}
    for u in inner:
        x[u] = np.mean([x[child] for child in tree.children(u)])
    d = Drawing(f"The genealogy of {plural(len(samples), 'genome')} at one place")
    d.data = {"samples": samples, "times": [float(tree.time(u)) for u in inner]}
    for u in samples:
        label = names[u] if names else f"{u + 1}"
        d.node(f"genome {u + 1}", x[u], 0, label, "input", w=34, h=30, size=13)
    for k, u in enumerate(inner):
        d.dot(f"ancestor {k + 1}", x[u], y[u], "hidden", size=9)
        for child in tree.children(u):
            corner, foot = (x[child], y[u]), (x[child], y[child] - (15 if child in samples else 0))
            name = f"branch {child + 1}"
            d.edge((x[u], y[u]), foot, role="hidden", via=[corner], head=False, name=name, says="")
        young = ", ".join(str(v + 1) for v in sorted(tree.samples(u)))
        d.say(f"Ancestor {k + 1} of genomes {young}, {tree.time(u):,.0f} generations ago.")
    on = {}
    for mutation in tree.mutations():
        on.setdefault(mutation.node, []).append(mutation)
    for u, mutations in on.items():
        top = y[tree.parent(u)]
        bottom = y[u] - (20 if u in samples else 4)
        for k, mutation in enumerate(mutations):
            height = bottom + (top - bottom) * (k + 1) / (len(mutations) + 1)
            d.dot(f"mutation {mutation.id + 1}", x[u], height, "input", size=10)
        carriers = ", ".join(str(v + 1) for v in sorted(tree.samples(u)))
        d.say(f"{plural(len(mutations), 'mutation')} on the branch above {carriers}.")
    return d
