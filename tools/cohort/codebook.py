"""The label, group and order of every code of the reference study."""

from __future__ import annotations

from collections.abc import Iterator

from cohort.patient import LISTED_SITES, OTHER_SITES
from cohort.toxicity import TABLE_II

Row = tuple[str | int, ...]
Entry = tuple[str, str, str]

HEADER = ("table", "column", "code", "label", "group", "order")

SEXES = (("male", "Male", ""), ("female", "Female", ""))
ECOG_STATUSES = tuple((code, code, "") for code in "01234")
RESPONSES = (
    ("CR", "Complete response", "response"),
    ("PR", "Partial response", "response"),
    ("MR", "Mixed response", "response"),
    ("SD", "Stable disease", "no response"),
    ("PD", "Progressive disease", "no response"),
    ("NE", "Not evaluable", "no response"),
)
BENEFITS = (
    ("benefit", "Clinical benefit", ""),
    ("no_benefit", "No clinical benefit", ""),
)
PRIOR_SYSTEMIC = (
    ("pretreated", "Any systemic therapy", ""),
    ("untreated", "No systemic therapy", ""),
)
STATUSES = (
    ("NED", "No evidence of disease", ""),
    ("AWD", "Alive with disease", ""),
    ("DOD", "Dead of disease", ""),
    ("DOC", "Dead of other cause", ""),
)
SITE_LABELS = {
    "lung": "Lung",
    "lymph_node": "Lymph nodes",
    "skin_subcutaneous": "Skin/subcutaneous",
    "liver": "Liver",
    "adrenal": "Adrenal glands",
    "brain": "Brain",
    "heart": "Heart",
    "muscle": "Muscle",
    "parotid": "Parotid glands",
    "pancreas": "Pancreas",
    "chest_wall": "Chest wall",
}
MODALITIES = (
    ("radiation", "Radiation", ""),
    ("interferon", "Interferon", ""),
    ("vaccine", "LMI vaccine", ""),
    ("chemotherapy", "Chemotherapy", ""),
)
LOCATIONS = (
    ("left_frontal", "Left frontal lobe", ""),
    ("left_parietal", "Left parietal lobe", ""),
    ("medial_left_parietal", "Medial left parietal lobe", ""),
)


def site_entries() -> tuple[Entry, ...]:
    """Give the sites, those of Table I first and those that it pools as other after them."""
    listed = tuple((site, SITE_LABELS[site], "") for site in LISTED_SITES)
    return listed + tuple((site, SITE_LABELS[site], "other") for site in OTHER_SITES)


def codebook_rows() -> Iterator[Row]:
    """Give the rows of codebook.csv, numbered within each column in the order of the tables."""
    terms = tuple((row.term, row.label, row.system) for row in TABLE_II)
    columns: tuple[tuple[str, str, tuple[Entry, ...]], ...] = (
        ("patients", "sex", SEXES),
        ("patients", "ecog", ECOG_STATUSES),
        ("patients", "best_response", RESPONSES),
        ("patients", "benefit", BENEFITS),
        ("patients", "prior_systemic", PRIOR_SYSTEMIC),
        ("patients", "status", STATUSES),
        ("metastases", "site", site_entries()),
        ("prior_therapies", "modality", MODALITIES),
        ("adverse_events", "term", terms),
        ("brain_lesions", "location", LOCATIONS),
    )
    for table, column, entries in columns:
        for order, (code, label, group) in enumerate(entries, start=1):
            yield (table, column, code, label, group, order)
