"""The best response of each patient, of which rates are pooled."""

from il2report.study.declarations.names import Codes, Key
from il2report.study.notation import Section


class Response(Section):
    """The best response: a variable with one code for each patient.

    `overall_response` and `clinical_benefit` of `[definitions]` say which codes are pooled. All patients
    are in the denominator of a rate, those who were not evaluable or have no code included.
    """

    variable: Key = "best_response"
    """The variable, of kind category or ordered."""
    recist: Codes = ("CR", "PR")
    """The codes of a response by RECIST; without one of them in the codebook there is no such rate."""
    complete: Codes = ("CR",)
    """The codes of a complete response, after which no disease is left."""
    progressive: Codes = ("PD",)
    """The codes of progressive disease, which has a day of progression."""


class Status(Section):
    """What the codes of the column `status` of patients.csv say of the disease.

    Which of them mean death, `dead_codes` of end points and `status_codes` of `[deaths]` say.
    """

    with_disease: Codes
    """The codes of a patient who lives with the disease, or died of it."""
