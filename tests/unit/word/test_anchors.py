"""The numbers of a file that was brought up to date, as its properties say them."""

from il2report.word.anchors import LONGEST_PROPERTY, Anchors


def test_what_properties_say_is_read_again_in_pieces_that_word_takes() -> None:
    slots = {number: number + (number % 3) * 50 for number in range(1, 200)}
    anchors = Anchors(slots, {number: number + 1 for number in range(1, 90)})

    properties = anchors.properties()

    assert anchors == Anchors.of(properties)
    assert len(properties) > 1
    assert max(map(len, properties.values())) <= LONGEST_PROPERTY


def test_numbers_that_all_mean_themselves_need_no_property() -> None:
    assert {} == Anchors({1: 1, 2: 2}, {7: 7}).properties()
    assert None is Anchors.of({})


def test_a_file_that_claims_millions_of_numbers_is_not_believed() -> None:
    assert Anchors() == Anchors.of({"il2report-anchors-1": "s1-900000>1 " * 5_000})
