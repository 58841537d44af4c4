"""Whatever the data are, the page that is set from them is read back without a finding."""

import json

import pytest
from situations import CHOSEN, CORRECTED, INVENTED

from il2report.document.results_json import results_json
from il2report.verification import page_findings
from il2report.verification.shown import Page
from il2report.verification.truth import Truth


@pytest.fixture(scope="module")
def read_back(case, set_page):
    """What is found in the page of a situation, its pictures blank."""

    def found(name, **choices):
        study, results, folder = case(name)
        setter, html = set_page(name, **choices)
        document = json.loads(results_json(setter.printer, study.fingerprint))
        return list(
            page_findings(Page(html), Truth.of(study, results, document, folder, setter.identity))
        )

    return found


@pytest.mark.parametrize("situation", ["reference", *CORRECTED, *CHOSEN, *INVENTED])
def test_no_situation_has_a_finding(read_back, situation):
    assert [] == read_back(situation)


@pytest.mark.parametrize("style", ["ama", "nejm", "lancet"])
@pytest.mark.parametrize("situation", ["reference", "one patient", "200 patients"])
def test_no_journal_style_has_a_finding(read_back, situation, style):
    assert [] == read_back(situation, style=style)
