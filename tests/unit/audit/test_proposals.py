"""What was inferred and not stated proves nothing."""

from il2report.audit import Certainty

SUM = """
[features]
female.count = { T1 = 8 }
male.count = { T1 = 6 }
[[relations]]
kind = "parts"
whole = "all"
members = ["female", "male"]
"""


def test_a_proposed_relation_proves_nothing(found) -> None:
    [stated] = found(SUM)
    [proposed] = found(SUM + "proposed = true\n")
    assert (stated.check, stated.certainty) == ("sums-that-fail", Certainty.PROVED)
    assert (proposed.check, proposed.certainty) == ("sums-that-fail", Certainty.SUSPICIOUS)
    assert "the paper does not state" in proposed.message


def test_a_proposed_step_proves_nothing(found) -> None:
    typed = '[measures.age]\nmean = { T1 = "48.81" }\nstep = 1\n'
    [stated] = found(typed)
    [proposed] = found(typed + 'proposed = ["step"]\n')
    assert (stated.check, stated.certainty) == ("impossible-means", Certainty.PROVED)
    assert (proposed.check, proposed.certainty) == ("impossible-means", Certainty.SUSPICIOUS)


def test_a_proposed_size_proves_nothing(found) -> None:
    typed = '[groups.known]\nn = { T1 = 12 }\n{}\n[features.cr]\nof = "known"\npercent = {{ T1 = 26.7 }}\n'
    typed = typed.replace("{ T1 = 12 }", "{{ T1 = 12 }}")
    assert [f.certainty for f in found(typed.format(""))] == [Certainty.PROVED]
    assert [f.certainty for f in found(typed.format("proposed = true"))] == [Certainty.SUSPICIOUS]


def test_a_proof_from_what_is_stated_remains_beside_a_proposal(found) -> None:
    typed = SUM + 'proposed = true\n[features.cr]\npercent = { T1 = "26.5" }\n'
    assert {(f.check, f.certainty) for f in found(typed)} == {
        ("impossible-percentages", Certainty.PROVED),
        ("sums-that-fail", Certainty.SUSPICIOUS),
    }


def test_a_table_whose_kind_of_cell_was_inferred_proves_nothing(found) -> None:
    table = """
    [[tables]]
    place = "T1"
    cells = "count (percent)"
    {}
    groups = ["all"]
    rows.cr = ["4 (26.5)"]
    """
    assert [f.certainty for f in found(table.format(""))] == [Certainty.PROVED]
    assert [f.certainty for f in found(table.format("proposed = true"))] == [Certainty.SUSPICIOUS]
