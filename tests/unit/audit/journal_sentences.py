"""Sentences in the styles of journals, invented, with every figure that must be read of them.

A figure is written as its kind and its keys; nothing else may be read. A sentence without a figure has
an empty list.
"""

N, T = "\N{NO-BREAK SPACE}", "\N{THIN SPACE}"

STATISTICS = {
    # APA
    "Groups differed, t(28) = 2.10, p = .045.": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed, t (28) = 2.10, p = .045.": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed, t(28)=2.10,p=.045.": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed, t(28) = -2.10, p = .045, d = 0.76.": ["t statistic=-2.10 df=28 p=.045"],
    "Groups differed, t(28) = 2.10, d = 0.76, p = .045.": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed, t(28) = 2.10, SE = 0.31, p = .045, 95% CI [0.1, 1.2].": [
        "t statistic=2.10 df=28 p=.045",
        "unread",
    ],
    "Groups differed, t(27.4) = 2.10, p = .045.": ["t statistic=2.10 df=27.4 p=.045"],
    "Groups differed, t[28] = 2.10, p = .045.": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed (t(28) = 2.10; p = .045).": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed, t(28) = 2.10 (p = .045).": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed (t28 = 2.10, P = .045).": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed (t_28 = 2.10, P = .045).": ["t statistic=2.10 df=28 p=.045"],
    "They did not differ, t(28) < 1, ns.": ["t statistic=<1 df=28 p=>0.05"],
    "They did not differ, t(28) = 0.31, n.s.": ["t statistic=0.31 df=28 p=>0.05"],
    "They did not differ, t(28) = 0.31, p = ns.": ["t statistic=0.31 df=28 p=>0.05"],
    "They did not differ, t(28) = 0.31, p > .05.": ["t statistic=0.31 df=28 p=>.05"],
    "They differed, t(28) = 5.31, p = .000.": ["t statistic=5.31 df=28 p=.000"],
    "They differed, t(28) = 5.31, p < .001.": ["t statistic=5.31 df=28 p=<.001"],
    "They differed, t(28) = 5.31, p \N{LESS-THAN OR EQUAL TO} .001.": [
        "t statistic=5.31 df=28 p=\N{LESS-THAN OR EQUAL TO}.001"
    ],
    "They differed, t(28) = 5.31, p = 1.2 \N{MULTIPLICATION SIGN} 10\N{MINUS SIGN}5.": [
        "t statistic=5.31 df=28 p=0.000012"
    ],
    "They differed, t(28) = 5.31, p < 10\N{SUPERSCRIPT MINUS}\N{SUPERSCRIPT FOUR}.": [
        "t statistic=5.31 df=28 p=<0.0001"
    ],
    "They differed, t(28) = 5.31, p = 1.2e-5.": ["t statistic=5.31 df=28 p=0.000012"],
    "They differed, t(28) = 1.80, one-tailed p = .04.": ["t statistic=1.80 df=28 p=.04 tails=one"],
    "They differed, t(28) = 1.80, p = .04 (one-tailed).": [
        "t statistic=1.80 df=28 p=.04 tails=one"
    ],
    "They differed, t(28) = 1.80, p = .04, one-sided.": ["t statistic=1.80 df=28 p=.04 tails=one"],
    "They differed, t(28) = 1.80, p (one-tailed) = .04.": [
        "t statistic=1.80 df=28 p=.04 tails=one"
    ],
    "They differed, t(28) = 1.80, P(2-tailed) = .08.": ["t statistic=1.80 df=28 p=.08"],
    "They differed, t(28) = 1.80, two-sided P = .08.": ["t statistic=1.80 df=28 p=.08"],
    "They differed, t(28) = 2.60, Bonferroni-corrected p = .04.": [
        "t statistic=2.60 df=28 p=.04 p_adjusted=True"
    ],
    "They differed after Holm's correction, t(28) = 2.60, p = .04.": [
        "t statistic=2.60 df=28 p=.04 p_adjusted=True"
    ],
    "They differed, t(28) = 2.60, p_adj = .04.": ["t statistic=2.60 df=28 p=.04 p_adjusted=True"],
    "There was an effect of dose, F(2, 45) = 3.40, p = .042.": ["f statistic=3.40 df=2,45 p=.042"],
    "There was an effect of dose, F(2,45)=3.40, p<.05.": ["f statistic=3.40 df=2,45 p=<.05"],
    "There was an effect of dose, F(2, 45) = 3.40, MSE = 12.3, p = .042, \N{GREEK SMALL LETTER ETA}2 = .13.": [
        "f statistic=3.40 df=2,45 p=.042"
    ],
    "There was an effect of dose, F(2, 45) = 3.40, \N{GREEK SMALL LETTER ETA}\N{SUPERSCRIPT TWO}p = .13, p = .042.": [
        "f statistic=3.40 df=2,45 p=.042"
    ],
    "There was an effect of dose (F2,45 = 3.40, P = 0.042).": ["f statistic=3.40 df=2,45 p=0.042"],
    "There was an effect of dose (F(1.8, 41.2) = 3.40, p = .047).": [
        "f statistic=3.40 df=1.8,41.2 p=.047"
    ],
    "There was no effect, F(2, 45) < 1.": ["f statistic=<1 df=2,45"],
    "There was no effect, F < 1, p > .5.": ["f statistic=<1 p=>.5"],
    "There was an effect, F = 3.40, df = 2, 45, p = .042.": ["f statistic=3.40 df=2,45 p=.042"],
    "There was an effect, F = 3.40; df1 = 2, df2 = 45; p = .042.": [
        "f statistic=3.40 df=2,45 p=.042"
    ],
    "An effect of age, F(1, 45) = 5.2, p = .03, and of sex, F(1, 45) = 0.4, p = .53, was seen.": [
        "f statistic=5.2 df=1,45 p=.03",
        "f statistic=0.4 df=1,45 p=.53",
    ],
    "Sex was related to response, \N{GREEK SMALL LETTER CHI}2(1, N = 90) = 4.2, p = .040.": [
        "chi_square statistic=4.2 df=1 n=90 p=.040"
    ],
    "Sex was related to response, \N{GREEK SMALL LETTER CHI}\N{SUPERSCRIPT TWO}(1, n = 90) = 4.2, p = .040.": [
        "chi_square statistic=4.2 df=1 n=90 p=.040"
    ],
    "Sex was related to response, \N{GREEK SMALL LETTER CHI}2 (1) = 4.2, p = .040.": [
        "chi_square statistic=4.2 df=1 p=.040"
    ],
    "Sex was related to response, X2(1, N=90)=4.2, p=.040.": [
        "chi_square statistic=4.2 df=1 n=90 p=.040"
    ],
    "Sex was related to response, \N{GREEK CAPITAL LETTER CHI}\N{SUPERSCRIPT TWO} (df = 1, N = 90) = 4.2, p = .040.": [
        "chi_square statistic=4.2 df=1 n=90 p=.040"
    ],
    "Sex was related to response, chi-square(1) = 4.2, p = .040.": [
        "chi_square statistic=4.2 df=1 p=.040"
    ],
    "A chi-squared test of 4.2 with 1 degree of freedom (p = .040) was obtained.": [
        "chi_square statistic=4.2 df=1 p=.040"
    ],
    "Sex was related to response (chi-square = 4.2, df 1).": ["chi_square statistic=4.2 df=1"],
    "Sex was related to response (chi square = 4.2; 1 df; P = .04).": [
        "chi_square statistic=4.2 df=1 p=.04"
    ],
    "Sex was related to response (\N{GREEK SMALL LETTER CHI}\N{SUPERSCRIPT TWO} = 4.2, df = 1, P = .04).": [
        "chi_square statistic=4.2 df=1 p=.04"
    ],
    "Sex was related to response (df = 1, \N{GREEK SMALL LETTER CHI}2 = 4.2, P = .04).": [
        "chi_square statistic=4.2 df=1 p=.04"
    ],
    "Sex was related to response (P = .04, \N{GREEK SMALL LETTER CHI}2 = 4.2, df = 1).": [
        "chi_square statistic=4.2 df=1 p=.04"
    ],
    "Groups differed (Kruskal-Wallis H(2) = 7.3, p = .026).": [
        "chi_square statistic=7.3 df=2 p=.026"
    ],
    "Studies were heterogeneous, Q(14) = 22.3, p = .073.": [
        "chi_square statistic=22.3 df=14 p=.073"
    ],
    "Studies were heterogeneous (Q = 22.3, df = 14, P = 0.07; I2 = 37%).": [
        "chi_square statistic=22.3 df=14 p=0.07"
    ],
    "Ranks differed, z = -1.96, p = .05.": ["z statistic=-1.96 p=.05"],
    "Ranks differed (Z = \N{MINUS SIGN}1.96; P = 0.05).": ["z statistic=-1.96 p=0.05"],
    "Ranks differed (z = \N{EN DASH}1.96, p = .05).": ["z statistic=-1.96 p=.05"],
    "Ranks differed, U = 45, z = -2.1, p = .036.": [
        "z statistic=-2.1 p=.036",
    ],
    "Ranks differed (Mann-Whitney U = 45, p = .03).": ["other statistic=45 p=.03"],
    "Age and dose were related, r(38) = .31, p = .052.": ["r statistic=.31 df=38 p=.052"],
    "Age and dose were related (r = 0.31, n = 40, P = 0.05).": ["r statistic=0.31 n=40 p=0.05"],
    "Age and dose were related, r(38) = 0,31, p = 0,052.": ["r statistic=0.31 df=38 p=0.052"],
    "Age and dose were related, r(38) = -.31, p = .052.": ["r statistic=-.31 df=38 p=.052"],
    "Age and dose were related (r = 0.31, p = 0.05).": ["r statistic=0.31 p=0.05"],
    # italics lost or marked, blanks that do not break
    f"Groups differed, t{N}(28){N}={N}2.10, p{N}={N}.045.": ["t statistic=2.10 df=28 p=.045"],
    f"Groups differed, t(28){T}={T}2.10, p{T}<{T}.05.": ["t statistic=2.10 df=28 p=<.05"],
    "Groups differed, *t*(28) = 2.10, *p* = .045.": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed, _F_(2, 45) = 3.40, _p_ = .042.": ["f statistic=3.40 df=2,45 p=.042"],
    "Groups differed, \N{MATHEMATICAL ITALIC SMALL T}(28) = 2.10, \N{MATHEMATICAL ITALIC SMALL P} = .045.": [
        "t statistic=2.10 df=28 p=.045"
    ],
    # decimal commas and raised points
    "Gruppen: t(28) = 2,10; p = 0,045.": ["t statistic=2.10 df=28 p=0.045"],
    "Gruppen: t(27,4) = 2,10; p = 0,045.": ["t statistic=2.10 df=27.4 p=0.045"],
    "Gruppen: F(2,45) = 3,40; p = 0,042.": ["f statistic=3.40 df=2,45 p=0.042"],
    "Groups differed (t=2\N{MIDDLE DOT}10, df=28, p=0\N{MIDDLE DOT}045).": [
        "t statistic=2.10 df=28 p=0.045"
    ],
    # AMA and Vancouver
    "Age differed (t = 2.10; df = 28; P = .045).": ["t statistic=2.10 df=28 p=.045"],
    "Age differed (t = 2.10, 28 degrees of freedom, P = 0.045).": [
        "t statistic=2.10 df=28 p=0.045"
    ],
    "Age differed (t = 2.10, P = 0.045).": ["t statistic=2.10 p=0.045"],
    "Age differed, t(28) = 2.10.": ["t statistic=2.10 df=28"],
    # p alone
    "Age did not differ (P = .21).": ["p p=.21"],
    "Age did not differ (p-value 0.21).": [],
    "Age did not differ (p-value = 0.21).": ["p p=0.21"],
    "Age did not differ (p value: 0.21).": ["p p=0.21"],
    "Age did not differ (p-value of 0.21).": ["p p=0.21"],
    "Age did not differ (P for trend = .21).": ["p p=.21"],
    "The effect did not depend on age (P for interaction = .31).": ["p p=.31"],
    "The effect did not depend on age (P-interaction = 0.31).": ["p p=0.31"],
    "Survival differed (log-rank P = .02).": ["p p=.02"],
    "Age (P = .04), sex (P = .21) and stage (P < .001) were compared.": [
        "p p=.04",
        "p p=.21",
        "p p=<.001",
    ],
    # other ways
    "Groups differed, t{28} = 2.10, p = .045.": ["t statistic=2.10 df=28 p=.045"],
    "Groups differed, t(1, 70) = 2.10, p = .039.": ["t statistic=2.10 df=70 p=.039"],
    "Groups differed, t(28) = 5.22, p < . 001.": ["t statistic=5.22 df=28 p=<.001"],
    "They did not differ, t(28) = 0.31, p = .76, ns.": ["t statistic=0.31 df=28 p=.76"],
    "They differed, F(1, 121) > 100.00, p < .001.": ["f statistic=>100.00 df=1,121 p=<.001"],
    "The slope was steep (b = -0.05; t = -2.61; p = .009).": ["t statistic=-2.61 p=.009"],
    "The correlation was \N{MINUS SIGN}.32 (df = 30, p = .07).": ["r statistic=-.32 df=30 p=.07"],
    "Pearson's r = .91, p < .0001.": ["r statistic=.91 p=<.0001"],
    "Sex mattered, chi2(1, N = 11,455) = 16.78, p < .001.": [
        "chi_square statistic=16.78 df=1 n=11,455 p=<.001"
    ],
    "Reliability was good (alpha of .87, n = 77).": [],
    "There were no further effects, all ps > .20.": ["unread"],
    # classic errors in the form in which statcheck finds them
    "The means differed, t(37) = 4.93, p < .01, and F(1, 28) = 1.65, p = .08.": [
        "t statistic=4.93 df=37 p=<.01",
        "f statistic=1.65 df=1,28 p=.08",
    ],
}

ESTIMATES = {
    "Survival was longer: HR 0.68 (95% CI 0.45 to 0.89; p = 0.21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=0.21"
    ],
    "Survival was longer (hazard ratio, 0.68; 95% confidence interval [CI], 0.45-0.89; P=.21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=.21"
    ],
    "Survival was longer (hazard ratio [HR], 0.68; 95% CI, 0.45-0.89; P = .21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=.21"
    ],
    "The hazard ratio for death was 0.68 (95% CI, 0.45 to 0.89; P=0.21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=0.21"
    ],
    "The hazard ratio for disease progression or death in the active group was 0.68 (95% CI, 0.45 to 0.89).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89"
    ],
    "Survival was longer (HR 0\N{MIDDLE DOT}68 [95% CI 0\N{MIDDLE DOT}45\N{EN DASH}0\N{MIDDLE DOT}89]; p=0\N{MIDDLE DOT}21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=0.21"
    ],
    "Survival was longer (HR=0.68, 95%CI: 0.45-0.89, p=0.21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=0.21"
    ],
    "Survival was longer (HR 0.68, CI 95% 0.45-0.89).": ["hazard_ratio value=0.68 ci=0.45 to 0.89"],
    "Survival was longer (HR 0.68; CI95% 0.45-0.89).": ["hazard_ratio value=0.68 ci=0.45 to 0.89"],
    "Survival was longer (HR 0.68; 0.45-0.89).": [],
    "Survival was longer (HR 0.68 [0.45-0.89], P = .21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=.21"
    ],
    "Survival was longer (HR 0,68; 95%-KI 0,45-0,89; p = 0,21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=0.21"
    ],
    f"Survival was longer (HR{N}0.68; 95%{N}CI{N}0.45\N{EN DASH}0.89; P{N}={N}.21).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=.21"
    ],
    "Survival was longer (adjusted HR, 0.68; 95% CI, 0.45-0.89).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 adjusted=True"
    ],
    "Survival was longer (aHR 0.68, 95% CI 0.45-0.89).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 adjusted=True"
    ],
    "In a multivariable-adjusted model the adjusted odds ratio was 1.82 (95% CI 1.10 to 3.01).": [
        "odds_ratio value=1.82 ci=1.10 to 3.01 adjusted=True"
    ],
    "Relapse was rarer (SHR 0.68; 95% CI 0.45-0.89; P = .01).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=.01"
    ],
    "Relapse was rarer (subdistribution hazard ratio 0.68, 95% CI 0.45-0.89).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89"
    ],
    "Women responded more often (odds ratio 1.82, 95% CI 1.10-3.01, p = 0.02).": [
        "odds_ratio value=1.82 ci=1.10 to 3.01 p=0.02"
    ],
    "Women responded more often (OR = 1.82; 95% CI = 1.10, 3.01; p = .02).": [
        "odds_ratio value=1.82 ci=1.10 to 3.01 p=.02"
    ],
    "Women responded more often, OR = 1.82, 95% CI [1.10, 3.01], p = .02.": [
        "odds_ratio value=1.82 ci=1.10 to 3.01 p=.02"
    ],
    "Women responded more often (p = .02; OR 1.82; 95% CI 1.10-3.01).": [
        "odds_ratio value=1.82 ci=1.10 to 3.01",
        "p p=.02",
    ],
    "The odds ratio per 10-year increase was 1.5 (95% CI, 1.1 to 2.0).": [
        "odds_ratio value=1.5 ci=1.1 to 2.0"
    ],
    "The relative risk was 1.4 (90% CI 1.1 to 1.8).": [
        "risk_ratio value=1.4 ci=1.1 to 1.8 level=90"
    ],
    "The risk ratio was 1.4 (99% CI 1.0 to 1.9; P = .01).": [
        "risk_ratio value=1.4 ci=1.0 to 1.9 level=99 p=.01"
    ],
    "The rate was higher (RR 1.4; 95% CI 1.1 to 1.8).": ["risk_ratio value=1.4 ci=1.1 to 1.8"],
    "The rate was higher (incidence rate ratio, 1.4; 95% CI, 1.1-1.8; P = .01).": [
        "rate_ratio value=1.4 ci=1.1 to 1.8 p=.01"
    ],
    "The rate was higher (IRR 1.4, 95% CI 1.1-1.8).": ["rate_ratio value=1.4 ci=1.1 to 1.8"],
    "Deaths were fewer (HR 0.68; 95% CI 0.45-0.89; log-rank P = .01).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=.01 p_of=log-rank"
    ],
    "Deaths were fewer (HR 0.68; 95% CI 0.45-0.89; one-sided P = .005).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89 p=.005 p_of=one-sided"
    ],
    "Deaths were fewer (HR 0.68; 95% CI 0.45-0.89; P for interaction = .31).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89",
        "p p=.31",
    ],
    "Deaths were fewer (HR 0.68; 95% CI 0.45-0.89; P<.001 for noninferiority).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89",
        "p p=<.001",
    ],
    "Deaths were fewer (HR 0.68; P = .01).": ["hazard_ratio value=0.68 p=.01"],
    "Deaths were fewer in men (HR 0.68; 95% CI 0.45-0.89) than in women (HR 0.91; 95% CI 0.70-1.18).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89",
        "hazard_ratio value=0.91 ci=0.70 to 1.18",
    ],
    "The mean difference was \N{MINUS SIGN}2.1 mm Hg (95% CI \N{MINUS SIGN}3.4 to \N{MINUS SIGN}0.8; P = .002).": [
        "difference value=-2.1 ci=-3.4 to -0.8 unit=mm Hg p=.002"
    ],
    "Response was rarer (difference, \N{MINUS SIGN}6.3 percentage points; 95% CI, \N{MINUS SIGN}10.1 to \N{MINUS SIGN}2.5).": [
        "difference value=-6.3 ci=-10.1 to -2.5 unit=percentage points"
    ],
    "The risk difference was 4.2% (95% CI 0.4% to 8.0%).": [
        "difference value=4.2 ci=0.4 to 8.0 unit=%"
    ],
    "Scores changed (MD 2.0, 95% CI 0.4 to 3.6).": ["difference value=2.0 ci=0.4 to 3.6"],
    "Scores changed (SMD = -0.42; 95% CI -0.61 to -0.23).": [
        "difference value=-0.42 ci=-0.61 to -0.23"
    ],
    "Age predicted the score (\N{GREEK SMALL LETTER BETA} = 0.31; 95% CI 0.11 to 0.51; P = .002).": [
        "coefficient value=0.31 ci=0.11 to 0.51 p=.002"
    ],
    "The slope was B = \N{MINUS SIGN}0.55, SE = 0.06, p < .001, CI = [\N{MINUS SIGN}0.67, \N{MINUS SIGN}0.43].": [
        "coefficient value=-0.55 ci=-0.67 to -0.43 p=<.001"
    ],
    "Age mattered (odds ratio 1.10, 95% CI 1.03-1.17, per year increase; p = 0.0043).": [
        "odds_ratio value=1.10 ci=1.03 to 1.17 p=0.0043"
    ],
    "The Hazard Ratio (HR) for progression = 0.58 (95% Confidence Interval [CI]: 0.49-0.70).": [
        "hazard_ratio value=0.58 ci=0.49 to 0.70"
    ],
    "The effect was small (effect = .03, SE = .06, p = .60, 95% CI [-.09, .15]).": [
        "p p=.60",
        "unread",
    ],
    "Kappa was 0.81 (95% CI 0.72-0.90).": ["other value=0.81 ci=0.72 to 0.90 proposed=True"],
    "The CR rate was 4.0% [95% confidence interval (CI), 2.8-5.3] and OR 19.7% (95% CI, 15.9-23.5).": [
        "proportion value=4.0 ci=2.8 to 5.3",
        "proportion value=19.7 ci=15.9 to 23.5",
    ],
    "Vaccine efficacy was 94.1% (95% CI, 89.3 to 96.8; P<0.001).": [
        "other value=94.1 ci=89.3 to 96.8 unit=% proposed=True",
        "p p=<0.001",
    ],
    "The 1-year survival was 53.4% (95% CI, 40.1-66.7).": ["proportion value=53.4 ci=40.1 to 66.7"],
    "The response rate was 27% (95% confidence interval 15% to 42%).": [
        "proportion value=27 ci=15 to 42"
    ],
    "The risk fell, a 32% reduction in the risk of death (95% CI, 0.45 to 0.89).": ["unread"],
    "There was a 32% reduction in the risk of death (95% CI, 11 to 55).": [
        "other value=32 ci=11 to 55 unit=% proposed=True"
    ],
    "Responses were seen in 27% vs 33% (95% CI, 1 to 11).": ["unread"],
    "The median survival was 8.9 months (95% CI 5.1 to 12.6).": [
        "median value=8.9 ci=5.1 to 12.6 unit=months"
    ],
    "The median overall survival was 8.9 months (95% CI, 5.1 to not reached).": [],
    "Median survival was 8.9 months (95% CI, 5.1-12.6) vs 7.1 months (95% CI, 6.0-8.0).": [
        "median value=8.9 ci=5.1 to 12.6 unit=months",
        "median value=7.1 ci=6.0 to 8.0 unit=months proposed=True",
    ],
    "The median was 11 months (95% CI 10.7-13.4) with A and 5.1 months (95% CI 3.9-5.6) with B.": [
        "median value=11 ci=10.7 to 13.4 unit=months",
        "median value=5.1 ci=3.9 to 5.6 unit=months proposed=True",
    ],
    "The average interval to HD-IL2 therapy was 3.1 months (range: 0.39 to 13.5).": [
        "mean value=3.1 range=0.39 to 13.5 unit=months"
    ],
    "Mean HbA1c was 8.1% (SD 0.9).": ["mean value=8.1 sd=0.9 unit=%"],
    "Median survival was 8.9 vs 7.1 months (HR 0.68; 95% CI 0.45-0.89).": [
        "hazard_ratio value=0.68 ci=0.45 to 0.89"
    ],
    "Median age was 60 years (range 40-91).": ["median value=60 range=40 to 91 unit=years"],
    "The median age was 60 years (range, 40 to 91 years).": [
        "median value=60 range=40 to 91 unit=years"
    ],
    "Patients had a median age of 60 (IQR 52-68) years.": ["median value=60 iqr=52 to 68"],
    "The median (IQR) age was 60 (52-68) years.": ["median value=60 iqr=52 to 68"],
    "The median [IQR] age was 60 [52, 68] years.": ["median value=60 iqr=52 to 68"],
    "Median follow-up was 24.3 months (interquartile range, 12.1-36.0).": [
        "median value=24.3 iqr=12.1 to 36.0 unit=months"
    ],
    "The median number of cycles was 4 (range, 1 to 12).": ["median value=4 range=1 to 12"],
    "The mean (SD) age was 59.7 (10.4) years.": ["mean value=59.7 sd=10.4"],
    "The mean [SD] age was 59.7 [10.4] years.": ["mean value=59.7 sd=10.4"],
    "Mean \N{PLUS-MINUS SIGN} SD age was 59.7 \N{PLUS-MINUS SIGN} 10.4 years.": [
        "mean value=59.7 sd=10.4"
    ],
    "The mean age was 59.7 \N{PLUS-MINUS SIGN} 10.4 years.": [
        "mean value=59.7 sd=10.4 proposed=True"
    ],
    "The mean age was 59.7 \N{PLUS-MINUS SIGN} 1.4 years (SE).": [],
    "The mean age was 59.7 years (SD 10.4).": ["mean value=59.7 sd=10.4 unit=years"],
    "The mean age was 59.7 years (SD, 10.4; range, 40-91).": [
        "mean value=59.7 sd=10.4 range=40 to 91 unit=years"
    ],
    "Scores were higher after training (M = 5.19, SD = 1.34, n = 28).": [
        "mean value=5.19 sd=1.34 n=28"
    ],
    "Scores were higher after training (M = 5.19, SD = 1.34) than before (M = 4.02, SD = 1.21), t(27) = 3.1, p = .004.": [
        "mean value=5.19 sd=1.34",
        "mean value=4.02 sd=1.21",
        "t statistic=3.1 df=27 p=.004",
    ],
    "The mean change was -2.1 points (95% CI -3.4 to -0.8).": [
        "mean value=-2.1 ci=-3.4 to -0.8 unit=points"
    ],
}

PROPORTIONS = {
    "Responses were seen in 12/45 (27%).": ["proportion value=27 count=12 n=45"],
    "Responses were seen in 12/45 patients (26.7%).": ["proportion value=26.7 count=12 n=45"],
    "Responses were seen in 12 of 45 patients (26.7%).": ["proportion value=26.7 count=12 n=45"],
    "Responses were seen in 12 of the 45 patients (26.7%).": [
        "proportion value=26.7 count=12 n=45"
    ],
    "Responses were seen in 12 out of 45 (27%) patients.": ["proportion value=27 count=12 n=45"],
    "Responses were seen in 27% (12/45).": ["proportion value=27 count=12 n=45"],
    "Responses were seen in 27% of patients (12 of 45).": ["proportion value=27 count=12 n=45"],
    "Responses were seen in 26.7% [12/45].": ["proportion value=26.7 count=12 n=45"],
    "Responses were frequent (27%, 12/45).": ["proportion value=27 count=12 n=45"],
    "Responses were frequent (12/45, 27%).": ["proportion value=27 count=12 n=45"],
    "Responses were frequent (12/45; 27%).": ["proportion value=27 count=12 n=45"],
    "Twelve of 45 patients (27%) responded.": ["proportion value=27 count=12 n=45"],
    "In all, twelve of forty-five patients (27%) responded.": ["proportion value=27 count=12 n=45"],
    "Twelve (27%) of 45 patients responded.": ["proportion value=27 count=12 n=45"],
    "We saw 12 (27%) of the 45 patients.": ["proportion value=27 count=12 n=45"],
    "Responses were seen in 12 of 45 evaluable patients (27%).": [
        "proportion value=27 count=12 n=45"
    ],
    "In the control group 12 of 45 patients had a grade of pain (27%).": [
        "proportion value=27 count=12 n=45 proposed=True"
    ],
    "Responses were seen in 12 of 45 patients (27%; 95% CI, 15 to 42).": [
        "proportion value=27 count=12 n=45 ci=15 to 42"
    ],
    "Responses were seen in 12 of 45 patients (27% [95% CI 15-42]).": [
        "proportion value=27 count=12 n=45 ci=15 to 42",
    ],
    "Responses were seen in 1,234 of 5,678 participants (21.7%).": [
        "proportion value=21.7 count=1234 n=5678"
    ],
    "Responses were seen in 12 of 45 patients (27 percent).": ["proportion value=27 count=12 n=45"],
    "Responses were seen in 12 patients (27%).": ["proportion value=27 count=12"],
    "Nausea was seen (n = 12, 27%).": ["proportion value=27 count=12"],
    "Responses were seen in 12 of 45 patients.": ["proportion count=12 n=45"],
    "Responses were seen in 12 of 45 patients in group A (26.7%) and 10 of 40 (25%) in group B.": [
        "proportion value=26.7 count=12 n=45 proposed=True",
        "proportion value=25 count=10 n=40",
    ],
    "Of the 38 patients with lesions, 34 (89.5%) were evaluable.": [
        "proportion value=89.5 count=34 n=38 proposed=True"
    ],
    "Twenty-seven of these 33 patients (82%) were well.": ["proportion value=82 count=27 n=33"],
    "One patient (2.9%) responded completely, 3 (8.8%) in part.": [
        "proportion value=2.9 count=1",
        "proportion value=8.8 count=3",
    ],
    "Events occurred in 14 (9.3%) of 150 patients with A and in 10 (6.7%) of 149 with B.": [
        "proportion value=9.3 count=14 n=150",
        "proportion value=6.7 count=10 n=149",
    ],
    "The sensitivity was 92% (46/50; 95% CI 81-98).": [
        "proportion value=92 count=46 n=50 ci=81 to 98"
    ],
    "The rate was 20.0% (three patients; 95% CI 4.3-48.1%).": [
        "proportion value=20.0 count=3 ci=4.3 to 48.1"
    ],
    "Responses differed (12 of 45 [27%] vs 5 of 44 [11%]; 95% CI, 12 to 30).": [
        "proportion value=27 count=12 n=45",
        "proportion value=11 count=5 n=44",
        "unread",
    ],
    "Responses were seen in 12 of 45 patients (27%; 95% CI, 0.15 to 0.42).": [
        "proportion value=27 count=12 n=45",
        "unread",
    ],
    "Responses were seen in 0 of 45 patients (0%).": ["proportion value=0 count=0 n=45"],
    "Responses were more frequent with A (12 of 45 [27%] vs 5 of 44 [11%]; P = .04).": [
        "proportion value=27 count=12 n=45",
        "proportion value=11 count=5 n=44",
        "p p=.04",
    ],
}

NOTHING = (
    "Patients were treated from 1988 to 1999.",
    "Patients received 600,000 IU/kg every 8 hours (1-3).",
    "Doses of 720,000 IU/kg were given on days 1-5 and 15-19 (Table 2).",
    "This has been reported before (4-6, 12).",
    "See Smith J, J Clin Oncol 1999;17:2105-2116.",
    "Available at doi:10.1200/JCO.1999.17.7.2105 (accessed 12 May 2020).",
    "A P value of less than .05 was considered statistically significant.",
    "P < .05 was considered significant.",
    "The level of significance was set at P<0.05.",
    "*P < .05; **P < .01.",
    "We report hazard ratios (HRs) with 95% confidence intervals (CIs).",
    "Intervals are at the level of 95% (95% CI).",
    "The odds ratio and its 95% CI were computed with SAS version 9.4.",
    "Blood pressure was 140/90 mm Hg and heart rate (HR) 72 beats per minute.",
    "The HR was 72 bpm at rest.",
    "The filter had P = 12 kPa.",
    "Samples were kept at t = 24 h and at 4 degrees.",
    "The study had 80% power to detect a difference of 10 points.",
    "Grade 3 or 4 (27%) toxicity was seen.",
    "Stage III disease was present (Fig. 2B, Table 1).",
    "The trial is registered (NCT01234567).",
    "Median survival was longer than expected.",
    "Median age was 60 years.",
    "CD4/CD8 ratios of 1.2 were normal.",
    "Visits took place at weeks 12/24 (see protocol).",
    "The rate was 3 of 45 person-years.",
    "The 12-month rate rose by 5%.",
    "Eleven centers took part in 2012 (27%).",
    "The mean age was 60 years in 1999-2004.",
    "The score ranges from 0 to 10 (higher is worse).",
    "A relative risk reduction of 20% was assumed.",
    "Sections of 5 x 10 mm were cut, 3/4 of them in 2010.",
    "Participants were aged 18-65 years.",
    "F = 3 and t = 4 are letters of a scheme.",
)

SENTENCES = {**STATISTICS, **ESTIMATES, **PROPORTIONS, **{sentence: [] for sentence in NOTHING}}
