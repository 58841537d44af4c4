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
