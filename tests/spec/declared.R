# Groups and models on the data of `declared/`, and on the lung data of the survival package, with
# base R and survival only.
#
#     Rscript tests/spec/declared.R tests/spec/declared tests/spec/declared/expected.json

suppressPackageStartupMessages(library(survival))

TIGHT <- coxph.control(eps = 1e-11, toler.chol = 1e-13, iter.max = 60)

groups_and_tests <- function(d) {
  table <- table(factor(d$group, levels = unique(sort(d$group))), d$marker)
  two <- table(d$sex, d$outcome)
  known <- d[!is.na(d$age), ]
  difference <- survdiff(Surv(months, event) ~ group, d)
  score <- seq_along(difference$obs)
  trend <- sum(score * (difference$obs - difference$exp))^2 /
    drop(t(score) %*% difference$var %*% score)
  list(
    fisher = fisher.test(table, workspace = 2e8)$p.value,
    chi_square = suppressWarnings(chisq.test(table, correct = FALSE))$p.value,
    yates = suppressWarnings(chisq.test(two))$p.value,
    anova = oneway.test(age ~ group, known, var.equal = TRUE)$p.value,
    kruskal_wallis = kruskal.test(age ~ factor(group), known)$p.value,
    log_rank = pchisq(difference$chisq, length(score) - 1, lower.tail = FALSE),
    log_rank_trend = pchisq(trend, 1, lower.tail = FALSE),
    holm = p.adjust(c(0.03, 0.01, 0.02, 0.8), "holm"),
    quartiles_2 = unname(quantile(known$age, c(0.25, 0.75), type = 2)),
    quartiles_6 = unname(quantile(known$age, c(0.25, 0.75), type = 6)),
    quartiles_7 = unname(quantile(known$age, c(0.25, 0.75), type = 7))
  )
}

cox <- function(formula, data) {
  # drop1() fits again by the call, which must therefore hold the data themselves.
  fit <- do.call(coxph, list(formula, data, ties = "efron", control = TIGHT))
  list(
    coefficients = unname(coef(fit)),
    errors = unname(sqrt(diag(vcov(fit)))),
    overall = drop1(fit, test = "Chisq")[["Pr(>Chi)"]][-1],
    concordance = unname(concordance(fit)$concordance),
    proportional_hazards = unname(cox.zph(fit)$table[, "p"])
  )
}

logistic <- function(formula, data) {
  fit <- do.call(glm, list(formula, binomial, data, control = glm.control(epsilon = 1e-14, maxit = 60)))
  list(
    coefficients = unname(coef(fit))[-1],
    errors = unname(sqrt(diag(vcov(fit))))[-1],
    overall = drop1(fit, test = "LRT")[["Pr(>Chi)"]][-1]
  )
}

json <- function(x) {
  if (is.list(x)) {
    return(paste0("{", paste0('"', names(x), '": ', vapply(x, json, ""), collapse = ",\n"), "}"))
  }
  numbers <- ifelse(is.na(x), "null", formatC(x, digits = 17, format = "g"))
  if (length(x) == 1) numbers else paste0("[", paste(numbers, collapse = ", "), "]")
}

arguments <- commandArgs(trailingOnly = TRUE)
results <- list()
for (file in sort(list.files(arguments[1], pattern = "csv$", full.names = TRUE))) {
  d <- read.csv(file, na.strings = "")
  d$marker <- factor(d$marker, levels = c("low", "middle", "high"))
  d$sex <- factor(d$sex, levels = c("female", "male"))
  known <- d[!is.na(d$age), ]
  results[[sub(".csv", "", basename(file), fixed = TRUE)]] <- c(
    groups_and_tests(d),
    list(cox = cox(Surv(months, event) ~ age + marker + sex, known),
         logistic = logistic(outcome ~ age + marker + sex, known))
  )
}

# ---- the lung data: end point, groups and model as lung.toml declares them ----------------------

months <- function(days) days / 30.4375
lung <- transform(lung, months = months(time), event = status == 2)
of_curve <- function(fit) {
  table <- summary(fit)$table
  at <- summary(fit, times = c(6, 12))
  list(events = table[["events"]],
       median = unname(table[c("median", "0.95LCL", "0.95UCL")]),
       at = c(rbind(at$surv, at$lower, at$upper)) * 100)
}
curve <- function(d) of_curve(survfit(Surv(months, event) ~ 1, d, conf.type = "log-log"))
by_sex <- survdiff(Surv(months, event) ~ sex, lung)
whole <- survfit(Surv(months, event) ~ 1, lung, conf.type = "log-log")
univariable <- function(name) {
  d <- lung[!is.na(lung[[name]]), ]
  x <- if (name == "ph.ecog") factor(d[[name]]) else d[[name]]
  fit <- coxph(Surv(d$months, d$event) ~ x, control = TIGHT)
  c(unname(coef(fit)), unname(sqrt(diag(vcov(fit)))))
}
known <- lung[complete.cases(lung[, c("age", "sex", "ph.ecog", "wt.loss")]), ]
results$lung <- list(
  cox = cox(Surv(months, event) ~ age + factor(sex) + factor(ph.ecog) + wt.loss, known),
  all = curve(lung),
  men = curve(lung[lung$sex == 1, ]),
  women = curve(lung[lung$sex == 2, ]),
  rmst = unname(summary(whole, rmean = 12)$table["rmean"]),
  follow_up = unname(summary(survfit(Surv(months, !event) ~ 1, lung, conf.type = "log-log"))$table["median"]),
  logrank = pchisq(by_sex$chisq, 1, lower.tail = FALSE),
  age_p = t.test(age ~ sex, lung, var.equal = TRUE)$p.value,
  ecog_p = fisher.test(table(lung$sex, lung$ph.ecog))$p.value,
  weight_p = wilcox.test(wt.loss ~ sex, lung, exact = FALSE)$p.value,
  univariable_age = univariable("age"),
  univariable_ecog = univariable("ph.ecog")
)
writeLines(json(results), arguments[2])
