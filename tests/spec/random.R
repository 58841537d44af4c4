# What the studies of make_random.py give by base R and survival, by the ids of our results.
#
#     Rscript tests/spec/random.R tests/spec/declared/random

suppressPackageStartupMessages(library(survival))

TIGHT <- coxph.control(eps = 1e-11, toler.chol = 1e-13, iter.max = 60)
LEVELS <- list(marker = c("none", "low", "middle", "high"), sex = c("female", "male"),
               arm = c("a", "b", "c", "d"), treated = c("yes", "no"), responded = c("yes", "no"))
found <- list()
put <- function(id, value) {
  if (identical(value, "left out")) return(invisible())
  found[[id]] <<- if (length(value) == 1 && is.finite(value)) unname(value) else NA
}
p_of <- function(expression) {
  p <- tryCatch(suppressWarnings(expression), error = function(e) NA)
  if (is.null(p)) NA else p
}

# ---- description ---------------------------------------------------------------------------------

describe <- function(prefix, x, type) {
  x <- x[!is.na(x)]
  put(paste0(prefix, ".n"), length(x))
  if (!length(x)) return(invisible())
  put(paste0(prefix, ".mean"), mean(x))
  put(paste0(prefix, ".sd"), sd(x))
  put(paste0(prefix, ".median"), median(x))
  put(paste0(prefix, ".min"), min(x))
  put(paste0(prefix, ".max"), max(x))
  put(paste0(prefix, ".q1"), quantile(x, 0.25, type = type))
  put(paste0(prefix, ".q3"), quantile(x, 0.75, type = type))
}

# ---- times ---------------------------------------------------------------------------------------

curve <- function(prefix, months, event, landmarks) {
  put(paste0(prefix, ".events"), sum(event))
  if (!length(months)) return(invisible())
  fit <- survfit(Surv(months, event) ~ 1, conf.type = "log-log")
  of <- summary(fit)$table
  put(paste0(prefix, ".median"), of[["median"]])
  put(paste0(prefix, ".median.ci_low"), of[["0.95LCL"]])
  put(paste0(prefix, ".median.ci_high"), of[["0.95UCL"]])
  for (landmark in landmarks) {
    id <- sprintf("%s.at_%s_months", prefix, landmark)
    beyond <- max(months) < landmark && min(fit$surv) > 0
    at <- summary(fit, times = landmark, extend = TRUE)
    inside <- !beyond && at$surv > 0 && at$surv < 1
    put(id, if (beyond) NA else 100 * at$surv)
    put(paste0(id, ".ci_low"), if (inside) 100 * at$lower else NA)
    put(paste0(id, ".ci_high"), if (inside) 100 * at$upper else NA)
  }
  invisible(fit)
}

log_rank <- function(prefix, months, event, group, trend) {
  group <- factor(group, levels = levels(group)[levels(group) %in% group])
  place <- match(levels(group), LEVELS[[attr(trend, "of")]])
  test <- tryCatch(survdiff(Surv(months, event) ~ group), error = function(e) NULL)
  ok <- !is.null(test) && any(event) && sum(test$exp > 0) > 1
  put(paste0(prefix, ".logrank_p"),
      if (ok) pchisq(test$chisq, sum(test$exp > 0) - 1, lower.tail = FALSE) else NA)
  if (!trend || nlevels(group) < 3) return(invisible())
  z <- if (ok) sum(place * (test$obs - test$exp))^2 / drop(t(place) %*% test$var %*% place) else NA
  put(paste0(prefix, ".logrank_trend_p"), if (ok) pchisq(z, 1, lower.tail = FALSE) else NA)
}

by_group <- function(prefix, months, event, group, landmarks, trend = FALSE) {
  known <- !is.na(group)
  for (level in levels(group)) {
    own <- known & group == level
    put(sprintf("%s.%s.n", prefix, level), sum(own))
    curve(sprintf("%s.%s", prefix, level), months[own], event[own], landmarks)
  }
  log_rank(prefix, months[known], event[known], group[known], trend)
}

# ---- tests ---------------------------------------------------------------------------------------

counts <- function(group, x) {
  table <- table(group, x)
  table[rowSums(table) > 0, , drop = FALSE][, colSums(table) > 0, drop = FALSE]
}
# Beyond some hundred patients in a table of four by four the network takes minutes in R, and ours
# refuses such a table.
fisher <- function(t) {
  if (length(t) > 12 && sum(t) > 150) return("left out")
  p_of(fisher.test(t, workspace = 2e8)$p.value)
}
chi <- function(t, correct = FALSE) if (min(dim(t)) < 2) NA else p_of(chisq.test(t, correct = correct)$p.value)
chi_or_fisher <- function(t) {
  if (min(dim(t)) < 2) return(NA)
  expected <- suppressWarnings(chisq.test(t))$expected
  if (min(expected) >= 5) chi(t) else fisher(t)
}
of_two <- function(x, group, test) {
  parts <- split(x, group)
  parts <- parts[lengths(parts) > 0]
  if (length(parts) != 2) return(NA)
  p_of(test(parts[[1]], parts[[2]])$p.value)
}
varies <- function(x, group) any(tapply(x, droplevels(group), function(v) length(unique(v)) > 1))

# ---- models --------------------------------------------------------------------------------------

# A level without an event, and in a logistic model one in which all have it, is left out with its
# patients, until nothing changes; of a reference level the other levels are left to adjust.
prepared <- function(d, variables, event, both_ways) {
  none <- list()
  repeat {
    before <- nrow(d)
    for (v in variables) if (is.factor(d[[v]])) for (level in levels(d[[v]])) {
      own <- d[[v]] == level
      y <- d[[event]][own]
      if (!any(own) || !any(y) || (both_ways && all(y))) {
        none[[v]] <- union(none[[v]], level)
        d <- d[!own, ]
      }
    }
    if (nrow(d) == before) break
  }
  list(d = d, none = none)
}

columns <- function(d, variables) {
  out <- list()
  for (v in variables) {
    if (!is.factor(d[[v]])) out[[v]] <- d[[v]]
    else for (level in levels(droplevels(d[[v]]))[-1])
      out[[paste(v, level, sep = "|")]] <- as.numeric(d[[v]] == level)
  }
  kept <- list()
  for (name in names(out)) {
    before <- do.call(cbind, c(list(rep(1, nrow(d))), kept))
    if (nrow(d) && qr(cbind(before, out[[name]]))$rank > ncol(before)) kept[[name]] <- out[[name]]
  }
  as.matrix(as.data.frame(kept, optional = TRUE))
}

fit_model <- function(x, d, kind) {
  data <- d
  data$x <- x
  if (kind == "cox") {
    if (ncol(x) == 0) return(coxph(Surv(months, event) ~ 1, data, control = TIGHT))
    return(suppressWarnings(coxph(Surv(months, event) ~ x, data, ties = "efron", control = TIGHT)))
  }
  control <- glm.control(epsilon = 1e-14, maxit = 60)
  if (ncol(x) == 0) return(glm(event ~ 1, binomial, data, control = control))
  suppressWarnings(glm(event ~ x, binomial, data, control = control))
}
loglik <- function(fit) if (inherits(fit, "coxph")) tail(fit$loglik, 1) else as.numeric(logLik(fit))
owner <- function(names) sub("\\|.*", "", names)

has_estimate <- function(x, d, kind, events) {
  n_events <- if (kind == "cox") events[1] else min(events)
  if (!nrow(d) || ncol(x) == 0 || ncol(x) >= n_events || qr(cbind(1, x))$rank <= ncol(x)) return(FALSE)
  if (kind != "cox" && length(unique(d$event)) < 2) return(FALSE)
  fit <- fit_model(x, d, kind)
  b <- coef(fit)
  b <- if (kind == "cox") b else b[-1]
  all(is.finite(b)) && all(abs(b) * apply(x, 2, sd) < 6)
}

overall <- function(x, d, kind, name) {
  own <- owner(colnames(x)) == name
  if (!any(own)) return(NA)
  statistic <- 2 * (loglik(fit_model(x, d, kind)) - loglik(fit_model(x[, !own, drop = FALSE], d, kind)))
  pchisq(max(0, statistic), sum(own), lower.tail = FALSE)
}

report <- function(prefix, d, variables, kind) {
  events <- c(sum(d$event), sum(!d$event))
  for (v in variables) {
    put(sprintf("%s.%s.n", prefix, v), nrow(d))
    put(sprintf("%s.%s.events", prefix, v), sum(d$event))
    for (level in levels(d[[v]])) {
      put(sprintf("%s.%s.%s.n", prefix, v, level), sum(d[[v]] == level))
      put(sprintf("%s.%s.%s.events", prefix, v, level), sum(d$event[d[[v]] == level]))
    }
  }
  ready <- prepared(d, variables, "event", kind != "cox")
  x <- columns(ready$d, variables)
  ok <- has_estimate(x, ready$d, kind, events)
  fit <- if (ok) fit_model(x, ready$d, kind) else NULL
  table <- if (ok) summary(fit)$coefficients
  error <- if (kind == "cox") "se(coef)" else "Std. Error"
  estimate <- if (kind == "cox") "coef" else "Estimate"
  for (v in variables) {
    reference <- levels(d[[v]])[1]
    lost <- !is.null(reference) && reference %in% ready$none[[v]]
    for (level in if (is.null(reference)) "" else levels(d[[v]])[-1]) {
      id <- paste0(c(prefix, v, if (nzchar(level)) level), collapse = ".")
      row <- paste0("x", if (nzchar(level)) paste(v, level, sep = "|") else v)
      if (ncol(x) == 1 && ok) row <- if (kind == "cox") rownames(table)[1] else rownames(table)[2]
      has <- ok && !lost && (if (nzchar(level)) paste(v, level, sep = "|") else v) %in% colnames(x)
      b <- if (has) table[row, estimate] else NA
      se <- if (has) table[row, error] else NA
      put(paste0(id, ".ratio"), exp(b))
      put(paste0(id, ".ci_low"), exp(b - qnorm(0.975) * se))
      put(paste0(id, ".ci_high"), exp(b + qnorm(0.975) * se))
      put(paste0(id, ".p"), 2 * pnorm(-abs(b / se)))
    }
    if (length(levels(d[[v]])) > 2)
      put(sprintf("%s.%s.overall_p", prefix, v), if (ok) overall(x, ready$d, kind, v) else NA)
    if (v == "marker" && length(unique(d[[v]])) > 2) {
      scored <- d
      scored$marker <- match(d$marker, LEVELS$marker)
      s <- prepared(scored, variables, "event", kind != "cox")
      z <- columns(s$d, variables)
      p <- NA
      if (has_estimate(z, s$d, kind, events) && "marker" %in% colnames(z)) {
        of <- summary(fit_model(z, s$d, kind))$coefficients
        row <- if (ncol(z) > 1) "xmarker" else tail(rownames(of), 1)
        p <- 2 * pnorm(-abs(of[row, estimate] / of[row, error]))
      }
      put(sprintf("%s.marker.trend_p", prefix), p)
    }
  }
  list(d = ready$d, x = x, ok = ok, fit = fit)
}

whole <- function(name, d, variables, kind, of) {
  put(paste0(name, ".n"), nrow(d))
  put(paste0(name, ".events"), sum(d$event))
  put(paste0(name, ".parameters"), ncol(of$x))
  rarer <- if (kind == "cox") sum(d$event) else min(sum(d$event), sum(!d$event))
  if (ncol(of$x)) put(paste0(name, ".events_per_parameter"), rarer / ncol(of$x))
  if (!of$ok) return(invisible())
  x <- of$x
  put(paste0(name, ".concordance"), if (kind == "cox") concordance(of$fit)$concordance else {
    lp <- predict(of$fit)
    pairs <- outer(lp[of$d$event], lp[!of$d$event], function(a, b) (a > b) + (a == b) / 2)
    mean(pairs)
  })
  for (v in variables) {
    own <- owner(colnames(x)) == v
    if (!any(own)) next
    r <- cor(x)
    part <- function(some) if (any(some)) det(r[some, some, drop = FALSE]) else 1
    put(sprintf("%s.%s.vif", name, v), (part(own) * part(!own) / det(r))^(1 / sum(own)))
  }
  if (kind != "cox") return(invisible())
  # cox.zph has one row per term; a term is the matrix of the columns of one variable.
  terms <- unique(owner(colnames(x)))
  data <- of$d[, c("months", "event")]
  for (v in terms) data[[v]] <- x[, owner(colnames(x)) == v]
  fit <- do.call(coxph, list(reformulate(terms, "Surv(months, event)"), data, control = TIGHT))
  test <- tryCatch(cox.zph(fit)$table, error = function(e) NULL)
  if (is.null(test)) return(invisible())
  for (v in terms) put(sprintf("%s.%s.proportional_hazards_p", name, v), test[v, "p"])
  put(paste0(name, ".proportional_hazards_p"), test["GLOBAL", "p"])
}

complete <- function(d, variables) d[complete.cases(d[, c(variables, "months", "event")]), ]

model <- function(name, d, variables, kind) {
  for (v in variables) report(paste0(name, ".univariable"), complete(d, v), v, kind)
  d <- complete(d, variables)
  whole(name, d, variables, kind, report(paste0(name, ".multivariable"), d, variables, kind))
}

selected <- function(name, d, variables, limit) {
  d <- complete(d, variables)
  step <- 0
  repeat {
    if (!length(variables)) return(invisible())
    ready <- prepared(d, variables, "event", FALSE)
    x <- columns(ready$d, variables)
    if (!has_estimate(x, ready$d, "cox", c(sum(d$event), sum(!d$event)))) break
    p <- vapply(variables, function(v) overall(x, ready$d, "cox", v), 0)
    worst <- variables[which.max(ifelse(is.na(p), 2, p))]
    if (!is.na(p[[worst]]) && p[[worst]] <= limit) break
    step <- step + 1
    put(sprintf("%s.selection.%s.step", name, worst), step)
    put(sprintf("%s.selection.%s.p", name, worst), p[[worst]])
    variables <- setdiff(variables, worst)
  }
  whole(name, d, variables, "cox", report(paste0(name, ".multivariable"), d, variables, "cox"))
}

# ---- one study -----------------------------------------------------------------------------------

json <- function(x) {
  one <- function(v) if (is.na(v)) "null" else formatC(v, digits = 17, format = "g")
  ids <- sort(names(x), method = "radix")
  paste0("{\n", paste0('"', ids, '": ', vapply(x[ids], one, ""), collapse = ",\n"), "\n}")
}
read <- function(folder, name) read.csv(file.path(folder, name), na.strings = "", colClasses = "character")
as_months <- function(days) as.numeric(days) / 30.4375
earliest <- function(a, b) pmin(a, b, na.rm = TRUE)

study <- function(folder) {
  found <<- list()
  table <- read(folder, "plan.csv")
  plan <- as.list(setNames(table$value, table$key))
  type <- as.numeric(plan$quantile_type)
  landmark <- as.numeric(plan$landmark)
  d <- read(folder, "patients.csv")
  for (v in names(LEVELS)) d[[v]] <- factor(d[[v]], levels = LEVELS[[v]])
  d$age <- as.numeric(d$age)
  d$months <- as.numeric(d$months)
  d$event <- d$event == "1"
  for (v in grep("_date$", names(d), value = TRUE)) d[[v]] <- as.Date(d[[v]])
  first <- earliest(d$relapse_date, d$death_date)
  d$pfs_event <- !is.na(first)
  d$pfs <- as_months(as.Date(ifelse(d$pfs_event, first, d$last_contact_date), origin = "1970-01-01") - d$entry_date)

  describe("cohort.age", d$age, type)
  fit <- curve("os", d$months, d$event, c(landmark, 24))
  horizon <- as.numeric(plan$horizon)
  known <- max(d$months) >= horizon || min(fit$surv) == 0
  put(paste0("os.rmst_", horizon), if (known) summary(fit, rmean = horizon)$table[["rmean"]] else NA)
  curve("pfs", d$pfs, d$pfs_event, landmark)
  for (name in c("os", "pfs")) {
    m <- if (name == "os") d$months else d$pfs
    e <- if (name == "os") d$event else d$pfs_event
    of <- summary(survfit(Surv(m, !e) ~ 1, conf.type = "log-log"))$table
    put(paste0(name, ".follow_up.median"), of[["median"]])
    put(paste0(name, ".follow_up.median.ci_low"), of[["0.95LCL"]])
    put(paste0(name, ".follow_up.median.ci_high"), of[["0.95UCL"]])
  }
  is_ordered <- function(of, yes) structure(yes, of = of)
  by_group("os.by_arm", d$months, d$event, d$arm, c(landmark, 24), is_ordered("arm", plan$arm_kind == "ordered"))
  by_group("pfs.by_arm", d$pfs, d$pfs_event, d$arm, landmark, is_ordered("arm", plan$arm_kind == "ordered"))
  by_group("os.by_sex", d$months, d$event, d$sex, c(landmark, 24), is_ordered("sex", FALSE))

  # Landmark analysis: at risk after it, and the response as it was known by then.
  from <- as.numeric(plan$from_months)
  late <- !is.na(d$response_date) & as_months(d$response_date - d$entry_date) > from
  response <- d$responded
  response[late] <- "no"
  at_risk <- d$pfs > from
  put("pfs.by_response.before_landmark", sum(!at_risk))
  for (level in c("yes", "no")) {
    own <- at_risk & response == level
    put(sprintf("pfs.by_response.%s.n", level), sum(own))
    curve(sprintf("pfs.by_response.%s", level), d$pfs[own], d$pfs_event[own], if (landmark >= from) landmark)
  }
  log_rank("pfs.by_response", d$pfs[at_risk], d$pfs_event[at_risk], response[at_risk], is_ordered("responded", FALSE))

  k <- d[!is.na(d$age) & !is.na(d$arm), ]
  spread <- nrow(k) && varies(k$age, k$arm)
  put("by_arm.age.p", if (spread) p_of(anova(lm(age ~ droplevels(arm), k))[["Pr(>F)"]][1]) else NA)
  put("by_arm.age.kruskal_wallis_p", p_of(kruskal.test(k$age, droplevels(k$arm))$p.value))
  for (level in levels(k$arm)) describe(paste0("by_arm.age.", level), k$age[k$arm == level], type)
  t <- counts(d$arm, d$marker)
  put("by_arm.marker.p", fisher(t))
  put("by_arm.marker.chi_square_p", chi(t))
  put("by_arm.sex.p", chi_or_fisher(counts(d$arm, d$sex)))
  ids <- c("by_arm.age.p", "by_arm.marker.p", "by_arm.sex.p", "os.by_arm.logrank_p", "pfs.by_arm.logrank_p",
           "os.by_arm.logrank_trend_p", "pfs.by_arm.logrank_trend_p")
  ids <- intersect(ids, names(found))
  raw <- unlist(found[ids])
  adjusted <- p.adjust(raw, "holm")
  for (id in ids[!is.na(raw)]) put(paste0(id, "_holm"), adjusted[[id]])
  put("by_arm.tests_made", sum(!is.na(raw)))

  k <- d[!is.na(d$age) & !is.na(d$sex), ]
  put("by_sex.age.p", of_two(k$age, k$sex, function(a, b) t.test(a, b, var.equal = TRUE)))
  put("by_sex.age.welch_p", of_two(k$age, k$sex, t.test))
  put("by_sex.age.mann_whitney_p", of_two(k$age, k$sex, wilcox.test))
  put("by_sex.marker.p", fisher(counts(d$sex, d$marker)))
  t <- counts(d$sex, d$treated)
  put("by_sex.treated.p", chi(t, TRUE))
  put("by_sex.treated.chi_square_p", chi(t))
  put("by_sex.treated.fisher_p", fisher(t))

  of_model <- d
  reference <- plan$reference
  of_model$marker <- factor(d$marker, levels = c(reference, setdiff(LEVELS$marker, reference)))
  cox <- strsplit(plan$cox, " ")[[1]]
  model("os_cox", of_model, cox, "cox")
  for (v in cox) for (level in levels(of_model[[v]])) {
    own <- complete(of_model, v)
    own <- own[own[[v]] == level, ]
    of <- c(NA, NA, NA)
    if (nrow(own)) of <- summary(survfit(Surv(own$months, own$event) ~ 1, conf.type = "log-log"))$table[c("median", "0.95LCL", "0.95UCL")]
    for (i in 1:3) put(sprintf("os_cox.univariable.%s.%s.median%s", v, level, c("", ".ci_low", ".ci_high")[i]), of[[i]])
  }
  selected("os_selected", of_model, c("age", "marker", "sex", "treated"), as.numeric(plan$p))
  logistic <- of_model[!is.na(of_model$treated), ]
  logistic$event <- logistic$treated == "yes"
  model("treated_logistic", logistic, strsplit(plan$logistic, " ")[[1]], "logistic")

  psa <- read(folder, "psa.csv")
  psa$value <- as.numeric(psa$value)
  at <- function(of, time) setNames(of$value[of$time == time], of$patient_id[of$time == time])[d$patient_id]
  pain <- read(folder, "pain.csv")
  for (g in c("", ".female", ".male")) {
    own <- if (nzchar(g)) !is.na(d$sex) & d$sex == substring(g, 2) else rep(TRUE, nrow(d))
    for (time in c("before", "later")) describe(sprintf("psa.%s%s", time, g), at(psa, time)[own], type)
    before <- at(psa, "before")[own]
    later <- at(psa, "later")[own]
    both <- !is.na(before) & !is.na(later)
    describe(sprintf("psa.before_later%s.difference", g), (later - before)[both], type)
    put(sprintf("psa.before_later%s.n", g), sum(both))
    put(sprintf("psa.before_later%s.p", g), p_of(t.test(before[both], later[both], paired = TRUE)$p.value))
    put(sprintf("psa.before_later%s.wilcoxon_p", g), p_of(wilcox.test(before[both], later[both], paired = TRUE)$p.value))
  }
  before <- at(pain, "before")
  later <- at(pain, "later")
  both <- !is.na(before) & !is.na(later)
  put("pain.before_later.n", sum(both))
  gained <- sum(before[both] == "no" & later[both] == "yes")
  lost <- sum(before[both] == "yes" & later[both] == "no")
  put("pain.before_later.gained.n", gained)
  put("pain.before_later.lost.n", lost)
  f <- function(x) factor(x[both], levels = c("yes", "no"))
  put("pain.before_later.p", if (gained + lost) p_of(mcnemar.test(table(f(before), f(later)))$p.value) else NA)
  put("pain.before_later.mcnemar_exact_p", if (gained + lost) binom.test(gained, gained + lost)$p.value else NA)

  observed <- as_months(pmax(d$last_contact_date, first, na.rm = TRUE) - d$entry_date)
  for (g in c("", ".sex.female", ".sex.male")) {
    own <- if (nzchar(g)) !is.na(d$sex) & d$sex == sub(".sex.", "", g, fixed = TRUE) else rep(TRUE, nrow(d))
    id <- paste0("follow_up", g)
    describe(paste0(id, ".observed"), observed[own], type)
    if (!any(own)) next
    of <- summary(survfit(Surv(d$pfs[own], !d$pfs_event[own]) ~ 1, conf.type = "log-log"))$table
    put(paste0(id, ".reverse_km.median"), of[["median"]])
    put(paste0(id, ".reverse_km.median.ci_low"), of[["0.95LCL"]])
    put(paste0(id, ".reverse_km.median.ci_high"), of[["0.95UCL"]])
  }
  found[grepl("follow_up.*observed\\.q[13]$", names(found))] <<- NULL
  writeLines(json(found), file.path(folder, "expected.json"))
}

for (folder in list.dirs(commandArgs(trailingOnly = TRUE)[1], recursive = FALSE)) study(folder)
