"""Whatever the data are, the manuscript that is set from them is verified without a finding."""

import pytest
from situations import CHOSEN, CORRECTED, INVENTED

from il2report.document.document_json import document_json
from il2report.document.results_json import results_json
from il2report.errors import Severity
from il2report.verification import Background, manuscript_findings
from il2report.verification.build import REPORT, Build


@pytest.fixture(scope="module")
def read_back(case, set_manuscript):
    """What is found in the manuscript of a situation, its pictures blank."""

    def found(name, **choices):
        study, results, folder = case(name)
        setter, manuscript = set_manuscript(name, **choices)
        written = results_json(setter.printer, study.fingerprint, setter.identity.record())
        tree = document_json(manuscript.document).encode()
        build = Build(REPORT, manuscript.blank(), written.encode(), tree)
        audit = manuscript_findings(build, Background(study, folder, results))
        return [each for each in audit.findings if each.severity is not Severity.NOTICE]

    return found


@pytest.mark.parametrize("situation", ["reference", *CORRECTED, *CHOSEN, *INVENTED])
def test_no_situation_has_a_finding(read_back, situation):
    assert [] == read_back(situation)


@pytest.mark.parametrize("style", ["ama", "nejm", "lancet"])
@pytest.mark.parametrize("situation", ["reference", "one patient", "200 patients"])
def test_no_journal_style_has_a_finding(read_back, situation, style):
    assert [] == read_back(situation, style=style)
