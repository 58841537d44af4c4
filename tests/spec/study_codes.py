"""Codes of the reference study's codebook that invented cohorts are made of."""

SITES_OUTSIDE_THE_BRAIN = (
    "lung",
    "lymph_node",
    "skin_subcutaneous",
    "liver",
    "adrenal",
    "heart",
    "muscle",
    "parotid",
    "pancreas",
    "chest_wall",
)
AGENTS = {
    "radiation": "local radiation",
    "interferon": "interferon alfa",
    "vaccine": "peptide vaccine",
    "chemotherapy": "dacarbazine",
}
TERMS = (
    "hypotension",
    "peripheral_edema",
    "tachycardia",
    "nausea",
    "vomiting",
    "diarrhea",
    "leukopenia",
    "neutropenia",
    "anemia",
    "thrombocytopenia",
    "confusion",
    "dyspnea",
    "pulmonary_edema",
    "increased_creatinine",
    "anuria",
    "hypocalcemia",
    "hypophosphatemia",
    "rhabdomyolysis",
    "transaminitis",
    "hyperbilirubinemia",
    "fever",
    "rigor_chill",
    "generalized_pain",
    "conjunctivitis",
)
LOCATIONS = ("left_frontal", "left_parietal")
