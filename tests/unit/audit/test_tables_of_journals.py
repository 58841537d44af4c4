"""Tables of the kinds that journals print, with invented figures: all is read, nothing is accused."""

from dataclasses import replace
from pipes import figures, read, table

import pytest

from il2report.audit import Certainty, audit, read_paper
from il2report.audit.understanding import as_toml

TABLES = {}
TABLES["trial"] = table(
    """
Characteristic | Drug A (N=210) | Drug B (N=208) | Total (N=418)
Age — yr | | |
  Median | 64 | 66 | 65
  Range | 18–86 | 26–87 | 18–87
Male sex — no. (%) | 121 (57.6) | 125 (60.1) | 246 (58.9)
Region — no. (%) | | |
  Europe or Canada | 145 (69.0) | 143 (68.8) | 288 (68.9)
  Other | 65 (31.0) | 65 (31.2) | 130 (31.1)
ECOG performance-status score — no. (%)† | | |
  0 | 148 (70.5) | 121 (58.2) | 269 (64.4)
  1 | 60 (28.6) | 84 (40.4) | 144 (34.4)
  2 | 1 (0.5) | 1 (0.5) | 2 (0.5)
  Not reported | 1 (0.5) | 2 (1.0) | 3 (0.7)
Metastasis stage M1c — no. (%) | 128 (61.0) | 127 (61.1) | 255 (61.0)
Lactate dehydrogenase — no. (%) | | |
  ≤ULN | 120 (57.1) | 125 (60.1) | 245 (58.6)
  >ULN | 79 (37.6) | 74 (35.6) | 153 (36.6)
  Not reported | 11 (5.2) | 9 (4.3) | 20 (4.8)
""",
    notes=[
        "* There were no significant differences between groups. Percentages may not total 100 because of rounding. ULN denotes upper limit of the normal range.",
        "† An Eastern Cooperative Oncology Group (ECOG) performance-status score of 0 indicates no symptoms.",
    ],
)
TABLES["cohort"] = table(
    """
 | Overall | Statin | No statin | SMD | P Value
 | (N = 1,234) | (n = 600) | (n = 634) | |
Age, y, mean (SD) | 67.3 (11.2) | 68.1 (10.8) | 66.5 (11.5) | 0.14 | .01
Female sex | 520 (42.1) | 240 (40.0) | 280 (44.2) | 0.08 | .14
BMI, median (IQR) | 27.1 (24.2-30.5) | 27.5 (24.6-30.9) | 26.8 (23.9-30.1) | 0.12 | .02
Race/ethnicity | | | | 0.05 | .82
  White | 900 (72.9) | 440 (73.3) | 460 (72.6) | |
  Black | 200 (16.2) | 98 (16.3) | 102 (16.1) | |
  Other | 134 (10.9) | 62 (10.3) | 72 (11.4) | |
Comorbidities | | | | |
  Diabetes | 410 (33.2) | 230 (38.3) | 180 (28.4) | 0.21 | <.001
  Hypertension | 800 (64.8) | 420 (70.0) | 380 (59.9) | 0.21 | <.001
  COPD | 150 (12.2) | 80 (13.3) | 70 (11.0) | 0.07 | .22
eGFR, mL/min/1.73 m2 | 71.2 (20.1) | 70.1 (19.8) | 72.3 (20.4) | 0.11 | .06
""",
    heads=2,
    caption="Baseline Characteristics",
    notes=["Values are n (%) unless otherwise indicated.", "SMD, standardized mean difference."],
)
TABLES["adverse events"] = table(
    """
Event | Drug A (N = 206) | Drug A (N = 206) | Drug B (N = 205) | Drug B (N = 205)
 | Any Grade | Grade 3 or 4 | Any Grade | Grade 3 or 4
 | number of patients with event (percent) | number of patients with event (percent) | number of patients with event (percent) | number of patients with event (percent)
Any adverse event | 192 (93.2) | 70 (34.0) | 194 (94.6) | 78 (38.0)
Treatment-related adverse event | 153 (74.3) | 24 (11.7) | 155 (75.6) | 36 (17.6)
  Fatigue | 41 (19.9) | 0 | 30 (14.6) | 2 (1.0)
  Pruritus | 35 (17.0) | 1 (0.5) | 11 (5.4) | 0
Leading to discontinuation | 14 (6.8) | 12 (5.8) | 24 (11.7) | 19 (9.3)
""",
    heads=3,
)
TABLES["scales"] = table(
    """
Measure | Experimental group (n = 24) | Experimental group (n = 24) | Control group (n = 23) | Control group (n = 23) | t(45) | p | d
 | M | SD | M | SD | | |
Recall | 7.38 | 2.10 | 6.04 | 1.97 | 2.25 | .029 | 0.66
Confidence (1–7) | 4.92 | 1.31 | 4.35 | 1.47 | 1.40 | .167 | 0.41
""",
    heads=2,
)
TABLES["trial of a behavior"] = table(
    """
Characteristic | No. (%) | No. (%) | P value
 | Intervention (n = 101) | Control (n = 99) |
Age, mean (SD), y | 54.2 (12.1) | 55.0 (11.8) | .64
Women | 61 (60.4) | 52 (52.5) | .26
Smoking status | | | .75
 Never | 50 (49.5) | 45 (45.5) |
 Former | 31 (30.7) | 35 (35.4) |
 Current | 20 (19.8) | 19 (19.2) |
HbA1c, median (IQR), % | 7.2 (6.5-8.1) | 7.4 (6.6-8.3) | .41
""",
    heads=2,
)
TABLES["regression"] = table(
    """
Variable | Univariable analysis | Univariable analysis | Multivariable analysis | Multivariable analysis
 | HR (95% CI) | P | HR (95% CI) | P
Age ≥65 vs <65 | 1.32 (1.02–1.71) | 0.03 | 1.25 (0.96–1.63) | 0.10
Sex | | | |
  Male | 1 [Reference] | | 1 [Reference] |
  Female | 0.88 (0.69–1.12) | 0.30 | |
LDH >ULN | 2.10 (1.61–2.74) | <0.001 | 1.95 (1.48–2.57) | <0.001
""",
    heads=2,
)
TABLES["series"] = table("""
Characteristic | No. of patients | %
Total | 45 | 100
Sex | |
  Male | 28 | 62.2
  Female | 17 | 37.8
Age, years | |
  Median | 54 |
  Range | 21–78 |
Sites of metastases | |
  Lung | 30 | 66.7
  Liver | 15 | 33.3
  Lymph node | 20 | 44.4
No. of metastatic sites | |
  1 | 20 | 44.4
  2 | 15 | 33.3
  ≥3 | 10 | 22.2
""")
TABLES["decimal commas"] = table("""
Merkmal | Gesamt (n = 45) | Gruppe A (n = 22) | Gruppe B (n = 23) | p-Wert
Alter, MW ± SD | 54,3 ± 12,1 | 53,0 ± 11,0 | 55,5 ± 13,1 | 0,49
Geschlecht männlich, n (%) | 28 (62,2) | 13 (59,1) | 15 (65,2) | 0,67
Leukozyten (/µl), Median (Min–Max) | 6.200 (2.100–14.300) | 6.100 (2.100–12.000) | 6.350 (2.400–14.300) | 0,81
""")
TABLES["middle dots"] = table(
    """
 | Group A (n=240) | Group B (n=238)
Age (years) | 62·3 (10·1) | 61·8 (9·7)
Men | 120 (50%) | 125 (53%)
Women | 120 (50%) | 113 (47%)
Time since diagnosis (months) | 14 (6–32) | 13 (5–30)
Ethnicity | |
White | 200 (83%) | 201 (84%)
Asian | 30 (13%) | 25 (11%)
Other | 10 (4%) | 12 (5%)
Data missing for BMI | 3 (1%) | 2 (1%)
""",
    notes=["Data are n (%), mean (SD), or median (IQR)."],
)
TABLES["no indents"] = table(
    """
Variable,All (n=100),Cases (n=50),Controls (n=50),P
Age,,,,0.32
Mean ± SD,61.2 ± 8.4,62.0 ± 8.1,60.4 ± 8.7,
Median (range),62 (40-80),63 (41-80),61 (40-79),
Gender,,,,0.55
Male,57 (57),30 (60),27 (54),
Female,43 (43),20 (40),23 (46),
Stage,,,,0.04
I,20 (20),7 (14),13 (26),
II,35 (35),15 (30),20 (40),
III,45 (45),28 (56),17 (34),
Hemoglobin (g/dL),12.1 (1.4),11.9 (1.5),12.3 (1.3),0.16
""".replace(",", "|"),
    notes=["Values are number (percentage) or mean (standard deviation)."],
)
TABLES["responses"] = table(
    """
Response | All patients (N=157) | Prior therapy | Prior therapy
 | | Yes (n=60) | No (n=97)
Complete response | 12 (8%) | 4 (7%) | 8 (8%)
Partial response | 26 (17%) | 8 (13%) | 18 (19%)
Objective response rate (95% CI) | 24% (18–32) | 20% (11–32) | 27% (18–37)
Median duration of response, months (range) | 19.1 (1.5–56.1+) | 15 (2–50) | 20 (1.5–56.1+)
""",
    heads=2,
)
TABLES["several counts in a cell"] = table(
    """
Variable | Responders (n = 12) | Nonresponders (n = 33) | P
Male:Female | 8:4 | 20:13 | 0.74
Age (yr) | 52 (31-70) | 55 (22-78) | 0.44*
Dose (mean) | 9.8 | 8.9 | 0.21†
ECOG PS 0/1/2 | 8/3/1 | 15/12/6 | 0.5
Prior chemo | 4 | 12 | NS
""",
    notes=["Values are median (range).", "* Mann-Whitney U test.", "† Student's t-test."],
)

TABLES["ratio and interval in columns of their own"] = table("""
Level | Odds ratio (OR) | 95% confidence interval (OR) | P-value
Sex | | |
  Female | 1* | – | –
  Male | 0.34 | 0.10, 1.20 | 0.094
""")

UNREAD = {
    "scales": {"2.25", "0.66", "1.40", "0.41"},
    "several counts in a cell": {"8:4", "20:13", "8/3/1", "15/12/6", "0.74", "0.5", "NS"},
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_read_and_not_accused(name):
    understood = read(TABLES[name])
    assert {cell.printed for cell in understood.unread} == UNREAD.get(name, set())
    assert [f for f in audit(understood.paper()) if f.certainty is Certainty.PROVED] == []


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_written_as_a_file_that_reads_back(name):
    def without_lines(paper):
        return replace(paper, figures=tuple(replace(f, line=None) for f in paper.figures))

    understood = read(TABLES[name])
    read_back = read_paper(as_toml(understood).encode())
    assert without_lines(read_back) == without_lines(understood.paper())


@pytest.mark.parametrize(
    ("name", "figure", "text"),
    [
        ("trial", "age_yr@drug_a median", "64"),
        ("trial", "lactate_dehydrogenase_over_uln@all count", "153"),
        ("cohort", "bmi@statin upper quartile", "30.9"),
        ("adverse events", "leading_to_discontinuation.grade_3_4@drug_b percent", "9.3"),
        ("scales", "recall@control_group SD", "1.97"),
        ("series", "sites_of_metastases_liver@all percent", "33.3"),
        ("decimal commas", "alter@gruppe_a mean", "53.0"),
        ("middle dots", "time_since_diagnosis@group_b lower quartile", "5"),
        ("no indents", "hemoglobin@cases SD", "1.5"),
        ("responses", "objective_response_rate@all upper confidence limit", "32"),
    ],
)
def test_a_figure_of_each_kind_of_table(name, figure, text):
    assert figures(read(TABLES[name]))[figure] == text


def test_a_ratio_and_its_interval_in_columns_of_their_own_are_one_estimate():
    found = figures(read(TABLES["ratio and interval in columns of their own"]))
    of = {name.split("@")[0] for name, text in found.items() if text in {"0.34", "0.10", "0.094"}}

    assert len(of) == 1
