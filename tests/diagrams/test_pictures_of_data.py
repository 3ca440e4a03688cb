"""Pictures of series, batches, translations and genomes show the numbers they were given."""

import numpy as np
import pytest
from diagrams.gallery import PHONE, faults

from rnnutils import Vocabulary, diagrams, genomics, make_xy, pad_sequences
from rnnutils.diagrams.parts import Edge
from rnnutils.diagrams.render import least_width
from rnnutils.diagrams.text import plain


def test_windows_count_those_that_are_not_drawn():
    d = diagrams.windows_over_series(np.arange(96.0), 12, n_windows=3)
    assert d.data["n_windows"] == 84 and len(d.data["windows"]) == 3
    assert d.data["windows"][1] == {"inputs": list(range(1, 13)), "target": 13}
    assert "84 windows in all" in d.description


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_padded_drawing_has_the_mask_of_the_padded_array(side):
    words, vocabulary = ["DEF", "B", "RSTUV"], Vocabulary("BDEFRSTUV", padding=True)
    X, mask = pad_sequences([vocabulary.encode(word) for word in words], length=6, side=side)
    d = diagrams.padded(words, length=6, side=side)
    assert d.data["mask"] == mask.tolist()
    for (r, t), number in np.ndenumerate(X):
        node = d.parts[f"row {r + 1} step {t + 1}"]
        assert node.role == ("input" if mask[r, t] else "neutral")
        assert plain(node.texts[0].markup) == (vocabulary.decode([number]) or "0")


@pytest.mark.parametrize("source", ["ab", "abcd"])
def test_nothing_but_one_state_leads_from_the_encoder_to_the_decoder(source):
    d = diagrams.encoder_decoder(source, ["b", "end"])
    read = {f"{letter}_{j}" for letter in "xh" for j in range(1, len(source) + 1)}
    edges = [p for p in d.parts.values() if isinstance(p, Edge)]
    assert {e.source for e in edges if e.source in read and e.target not in read} == {
        f"h_{len(source)}"
    }


def test_a_decoder_is_told_the_truth_or_reads_what_it_wrote():
    told, own = (diagrams.encoder_decoder(2, "ab", reads=r) for r in ("truth", "itself"))
    assert "ŷ_1 to y_1" in set(own.parts) - set(told.parts)
    assert [told.parts[f"y_{t}"].value for t in (0, 1)] == ["start", "a"]
    assert [told.parts[f"ŷ_{t}"].value for t in (1, 2)] == ["a", "b"]


def test_shuffled_windows_are_the_windows_of_the_series_in_another_order():
    X, Y, *_ = make_xy(np.arange(1.0, 9), 3)
    order = [4, 1, 0, 3, 2]
    d = diagrams.shuffled_windows(order)
    assert d.data["windows"] == X[order, :, 0].tolist()
    assert sorted(d.data["spoilt"]) == X[0, :, 0].tolist() != d.data["spoilt"]
    for place, window in enumerate(order):
        target = d.parts[f"after {place + 1} target"].texts[0].markup
        assert float(target) == Y[window, 0]


def test_a_genotype_matrix_lights_the_derived_alleles():
    G = np.array([[0, 1, 1], [1, 0, 0]])
    d = diagrams.genotype_matrix(G, [10, 900], padding=1)
    for (s, h), allele in np.ndenumerate(G):
        assert (d.parts[f"site {s + 1} haplotype {h + 1}"].state == "lit") == (allele == 1)
    assert d.parts["padding 1 haplotype 1"].state == "dim"
    assert "Site 1, position 10: derived in haplotypes 2, 3." in d.description
    with pytest.raises(ValueError, match="genotypes needs 0 and 1 only"):
        diagrams.genotype_matrix(2 * G)
    with pytest.raises(ValueError, match="one to each of 2 sites"):
        diagrams.genotype_matrix(G, [10])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.heavy
def test_a_genealogy_shows_every_mutation_and_who_carries_it(seed):
    trees = genomics.simulate_trees(0, 1e-9, seed, haplotypes=8, length=5000)
    tree = trees.first()
    d = diagrams.genealogy(tree)
    assert faults(d) == [] and least_width(d) <= PHONE
    dots = [name for name in d.parts if name.startswith("mutation")]
    assert len(dots) == trees.num_mutations
    for mutation in tree.mutations():
        carriers = ", ".join(str(u + 1) for u in sorted(tree.samples(mutation.node)))
        assert f"on the branch above {carriers}." in d.description
    with pytest.raises(ValueError, match="one root"):
        diagrams.genealogy(trees.delete_intervals([[0, 100]]).first())


def test_two_inputs_meet_before_the_rate():
    d = diagrams.two_inputs(units=8)
    into = [part.source for part in d.parts.values() if getattr(part, "target", None) == "Dense"]
    assert into == ["Dense G", "Dense positions"]
    assert "GRU(8) both ways" in d.description
