"""The matrix of CTCF is the published one, and its scores are what the definitions say."""

import numpy as np
import pytest

from rnnutils.genomics import Motif, background, ctcf, encode, human_pairs, reverse_complement

# Relative frequencies in per mille of A, C, G, T as the motif collection of GimmeMotifs 0.18.4
# gives them for JASPAR 2018, MA0139.1 (van Heeringen and Veenstra 2011, Bioinformatics 27,
# https://doi.org/10.1093/bioinformatics/btq636): another way from the same database.
SECOND = """
95 319 83 503 | 183 159 453 205 | 308 54 492 147 | 61 876 23 39 | 9 989 0 2 | 815 14 71 100
44 578 366 12 | 117 475 53 355 | 933 12 35 20 | 6 0 991 3 | 366 3 621 10 | 59 13 553 374
13 0 978 9 | 62 9 852 78 | 114 806 6 74 | 409 14 558 19 | 90 531 338 41 | 129 355 80 436
443 199 293 65
""".replace("\n", " ").replace("|", " ")
# What an independent experiment and method made of CTCF, as consensus: HOCOMOCO v11,
# CTCF_HUMAN.H11MO.0.A (Kulakovskiy et al. 2018, https://doi.org/10.1093/nar/gkx1106).
HOCOMOCO = "TGGCCACCAGGGGGCGCCA"


def test_the_shipped_counts_agree_with_a_second_source():
    shares = ctcf() / ctcf().sum(axis=1, keepdims=True)
    second = np.array(SECOND.split(), float).reshape(-1, 4) / 1000
    np.testing.assert_allclose(shares, second, atol=1.1e-3)


def test_an_independent_experiment_found_the_same_letters_where_one_prevails():
    motif = Motif(ctcf())
    differ = [k for k in range(19) if motif.consensus[k] != HOCOMOCO[k]]
    assert all(motif.probabilities[k].max() < 0.5 for k in differ) and len(differ) <= 1


def test_every_place_has_nearly_all_of_the_913_sites():
    totals = ctcf().sum(axis=1)
    assert totals.max() == 913 and totals.min() > 905


def test_scores_are_sums_of_log_odds_window_by_window():
    motif, X = Motif(ctcf()), background(5, 40, seed=2)
    p, b = motif.probabilities, human_pairs().sum(axis=1)
    for n in range(5):
        for t in range(40 - 19 + 1):
            chance = np.prod([p[k, X[n, t + k]] / b[X[n, t + k]] for k in range(19)])
            assert np.isclose(motif.scores(X)[n, t], np.log2(chance))


def test_a_scan_does_not_care_which_strand_it_is_given():
    motif, X = Motif(ctcf()), background(50, 60)
    np.testing.assert_allclose(motif.scan(X), motif.scan(reverse_complement(X)))


def test_sampled_sites_have_the_shares_of_the_matrix():
    motif = Motif(ctcf())
    shares = np.eye(4)[motif.sample(20_000)].mean(axis=0)
    np.testing.assert_allclose(shares, motif.probabilities, atol=0.015)


def test_the_expected_score_of_a_site_is_the_relative_entropy():
    motif = Motif(ctcf())
    expected = (motif.probabilities * motif.log_odds).sum()
    scores = motif.scores(motif.sample(20_000))[:, 0]
    assert abs(scores.mean() - expected) < 4 * scores.std() / 20_000**0.5


def test_a_pseudocount_is_shared_out_as_the_background_is():
    motif = Motif([[3, 0, 0, 0]], background=[0.4, 0.3, 0.2, 0.1], pseudocount=1)
    np.testing.assert_allclose(motif.probabilities, [[3.4 / 4, 0.3 / 4, 0.2 / 4, 0.1 / 4]])


@pytest.mark.parametrize(
    ("counts", "options", "says"),
    [
        ([[1, 2, 3]], {}, "shape"),
        ([[1, 2, 3, -1]], {}, "not below 0"),
        ([[1, 0, 0, 0], [0, 0, 0, 0]], {}, "one above 0 at each place"),
        ([[1, 0, 0, 0]], {"pseudocount": 0}, "pseudocount above 0"),
        ([[1, 0, 0, 0]], {"background": [1, 1, 1, 1]}, "sum to 1"),
    ],
)
def test_what_is_no_count_matrix_is_refused(counts, options, says):
    with pytest.raises(ValueError, match=says):
        Motif(counts, **options)


def test_a_sequence_shorter_than_the_motif_is_refused():
    with pytest.raises(ValueError, match="at least 19 letters"):
        Motif(ctcf()).scan(encode("ACGT"))
