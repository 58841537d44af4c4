"""Running text: every figure of the sentences of journals, nothing else, and the same after a correction."""

import random
import re
from fractions import Fraction

import pytest
from journal_sentences import NOTHING, SENTENCES

from il2report.analysis.statistic_p_values import p_of_f, p_of_r, p_of_t, p_of_z
from il2report.audit import Certainty, audit, read_paper
from il2report.audit.running_text.reading import read_running_text
from il2report.audit.running_text.writing import toml_of

TITLE = 'paper.title = "A paper"\n'
NOT_SHOWN = {"place", "says", "label"}


def findings_of(*paragraphs):
    text = read_running_text(paragraphs)
    return audit(read_paper((TITLE + toml_of(text)).encode(), "paper.toml"))


def shown(text):
    """Write what was read as the sentences of the corpus do."""
    for figure in text.figures:
        keys = figure.entry.model_dump(exclude_defaults=True)
        kind = keys.pop("test", None) or keys.pop("kind", "p")
        keys = {key: value for key, value in keys.items() if key not in NOT_SHOWN}
        if "df" in keys:
            keys["df"] = ",".join(keys["df"])
        yield kind, frozenset(f"{key}={value}" for key, value in keys.items())
    yield from (("unread", frozenset()) for _ in text.unread)


def expected_of(figure):
    kind, *keys = re.split(r" (?=\w+=)", figure)
    return kind, frozenset(keys)


def by_text(figures):
    return sorted(figures, key=lambda figure: (figure[0], sorted(figure[1])))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_figures_of_a_sentence_are_read_and_nothing_else(sentence):
    expected = [expected_of(figure) for figure in SENTENCES[sentence]]

    assert by_text(expected) == by_text(shown(read_running_text([sentence])))


def test_the_corpus_has_every_style():
    assert len(SENTENCES) > 200
    assert len(NOTHING) > 30


def test_a_figure_has_its_place_its_sentence_and_its_passage():
    text = read_running_text(
        ["Methods", "We saw 45 patients.", "Results", "Age differed (t(28) = 2.10). It was higher."]
    )

    (figure,) = text.figures
    assert ("RES1", "t(28) = 2.10") == (figure.place, figure.passage)
    assert "Age differed (t(28) = 2.10)." == figure.entry.says
    assert {"RES1": "Results, paragraph 1"} == text.places


def test_a_long_sentence_is_quoted_around_its_figure():
    (figure,) = read_running_text(
        [("word " * 100) + "t(28) = 2.10, p = .04 " + "more " * 100]
    ).figures

    assert len(figure.entry.says) < 340
    assert "word t(28) = 2.10, p = .04 more" in figure.entry.says


def test_the_list_of_references_is_not_read():
    assert () == read_running_text(["References", "A study, t(28) = 2.10, p = .04."]).figures
    assert () == read_running_text(["Smith J. J Med 1999;17:1-9. t(28) = 2.10."]).figures


def test_a_one_sided_test_that_is_mentioned_elsewhere_may_be_meant():
    (figure,) = read_running_text(["Tests were one-tailed.", "t(28) = 2.10, p = .02."]).figures

    assert "either" == figure.entry.tails
    assert () == findings_of("Tests were one-tailed.", "t(28) = 2.10, p = .02.")


def test_what_was_read_is_the_same_after_it_was_written():
    text = read_running_text(list(SENTENCES))
    paper = read_paper((TITLE + toml_of(text)).encode(), "paper.toml")

    assert len(text.statistics) == len(paper.statistics)
    assert [entry.says for entry in (*text.statistics, *text.passages)] == list(paper.says.values())
    assert 'p = ".045"' in toml_of(text)
    assert "# Seen in the text and not read:" in toml_of(text)


def test_nothing_is_written_of_a_text_without_figures():
    assert "" == toml_of(read_running_text(["Nothing was counted."]))


@pytest.mark.parametrize(
    ("sentence", "certainty"),
    [
        # the first two are the example of Nuijten et al. 2016; the third is p = .06 there
        ("t(37) = 4.93, p < .01", None),
        ("\N{GREEK SMALL LETTER CHI}2(1, N = 226) = 6.90, p < .01", None),
        ("t(28) = 1.46, p < .05", Certainty.PROVED),
        ("F(1, 30) = 1.61, p < .05", Certainty.PROVED),
        ("t(35) = 1.70, p = .05", Certainty.SUSPICIOUS),
        ("r(98) = .15, p < .05", Certainty.SUSPICIOUS),
        ("z = 1.53, p = .03", Certainty.SUSPICIOUS),
        ("\N{GREEK SMALL LETTER CHI}2(2) = 3.22, p = .02", Certainty.SUSPICIOUS),
        ("HR 0.68 (95% CI 0.45 to 0.89; p = 0.21)", Certainty.SUSPICIOUS),
        ("HR 0.95 (95% CI 0.45 to 0.89)", Certainty.PROVED),
        ("12 of 45 patients (28%)", Certainty.PROVED),
        ("12 of 45 patients (26.7%)", None),
        ("The median was 8.9 months (95% CI 9.1 to 12.6)", Certainty.PROVED),
    ],
)
def test_known_errors_are_found_from_the_sentence(sentence, certainty):
    found = findings_of(sentence)

    assert ({certainty} if certainty else set()) == {finding.certainty for finding in found[:1]}


# --- random true statistics ---

APA = "{test}({df}) = {value}, p {p}"
STYLES = (
    APA,
    "{test}({df})={value},p{p}",
    "{test} ({df}) = {value}; P {p}",
    "{test} = {value}, df = {df}, P {p}",
    "({test} = {value}; df, {df}; P{p})",
    "{test}[{df}] = {value} (p {p})",
)
TESTS = {
    "t": (lambda size, df: p_of_t(abs(size), *df), 1),
    "F": (lambda size, df: p_of_f(size, *df), 2),
    "r": (lambda size, df: p_of_r(abs(size), *df), 1),
    "z": (lambda size, _: p_of_z(abs(size)), 0),
}


def random_statistic(rng):
    """Draw a statistic, compute its p, and print both rounded at the half, in some style."""
    test = rng.choice([*TESTS])
    function, many = TESTS[test]
    df = tuple(
        rng.randint(1, 4) if many == 2 and at == 0 else rng.randint(3, 300) for at in range(many)
    )
    exact = rng.uniform(-0.7, 0.7) if test == "r" else rng.uniform(0.1, 4) * rng.choice([1, -1])
    exact = abs(exact) if test == "F" else exact
    p = function(exact, df)
    decimals = rng.choice([2, 3])
    printed_p = f"= {p:.{decimals}f}" if p >= 0.001 else "< .001"
    style = "{test} = {value}, p {p}" if test == "z" else rng.choice(STYLES)
    text = style.format(test=test, df=", ".join(map(str, df)), value=f"{exact:.2f}", p=printed_p)
    if rng.random() < 0.3:
        text = text.replace(" ", "\N{NO-BREAK SPACE}")
    if rng.random() < 0.3:
        text = text.replace("-", "\N{MINUS SIGN}")
    if rng.random() < 0.3:
        text = re.sub(r"(?<!\d)0\.", ".", text)
    return text, (test.lower(), Fraction(f"{exact:.2f}"), tuple(map(str, df))), printed_p


def test_random_true_statistics_are_read_exactly_and_nothing_is_found():
    rng = random.Random(15)
    drawn = [random_statistic(rng) for _ in range(600)]
    text = read_running_text([f"They differed, {sentence}." for sentence, _, _ in drawn])

    assert [true for _, true, _ in drawn] == [
        (entry.test, Fraction(entry.statistic), entry.df) for entry in text.statistics
    ]
    assert () == audit(read_paper((TITLE + toml_of(text)).encode(), "paper.toml"))


def test_a_wrong_first_digit_of_p_is_found():
    rng = random.Random(16)
    planted = found = 0
    while planted < 200:
        sentence, _, p = random_statistic(rng)
        at = re.search(r"[1-9]", p)
        if p.startswith("<") or at is None or sentence.count(p[2:]) != 1:
            continue
        digit = rng.choice([d for d in "123456789" if d != at[0]])
        wrong = sentence.replace(p[2:], p[2:].replace(at[0], digit, 1))
        planted += 1
        found += bool(findings_of(f"They differed, {wrong}."))

    assert found > 0.9 * planted


def test_a_ratio_with_a_wald_interval_and_its_p_is_consistent():
    rng = random.Random(17)
    sentences = []
    for _ in range(300):
        log, error = rng.uniform(-1.2, 1.2), rng.uniform(0.05, 0.6)
        ratio, low, high = (
            2.718281828**each for each in (log, log - 1.96 * error, log + 1.96 * error)
        )
        p = p_of_z(abs(log / error))
        shown_p = f"= {p:.3f}" if p >= 0.001 else "< 0.001"
        sentences.append(f"It was HR {ratio:.2f} (95% CI {low:.2f} to {high:.2f}; p {shown_p}).")

    assert 300 == len(read_running_text(sentences).passages)
    assert () == findings_of(*sentences)


def test_random_proportions_are_read_exactly():
    rng = random.Random(18)
    sentences, true = [], []
    for _ in range(200):
        n = rng.randint(2, 900)
        k = rng.randint(0, n)
        percent = f"{100 * k / n:.{rng.choice([0, 1])}f}"
        style = rng.choice(
            [
                "{k} of {n} patients ({p}%)",
                "{k}/{n} ({p}%)",
                "{p}% ({k}/{n})",
                "{k} ({p}%) of {n} women",
            ]
        )
        sentences.append(f"There were {style.format(k=k, n=n, p=percent)}.")
        true.append((str(k), str(n), percent))
    text = read_running_text(sentences)

    assert true == [(entry.count, entry.n, entry.value) for entry in text.passages]
    assert set() == {f for f in findings_of(*sentences) if f.certainty is Certainty.PROVED}


@pytest.mark.parametrize(
    "sign", ["1", ".", "a.)", "(", "1,", "word ", "12 of 45 ", "95% CI ", "p (a b) "]
)
def test_a_text_that_repeats_one_sign_is_read(sign):
    """Each of these once took a time that rose with the square of the length, or could."""
    read_running_text([sign * (8_000 // len(sign))])
