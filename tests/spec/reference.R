# Every statistical result of a study, computed with base R and the survival package only.
#
#     Rscript tests/spec/reference.R DATA_FOLDER OUT.json [UPPER_LIMIT_OF_NORMAL_LDH]
#
# Result ids are those of the results catalogue. A value that R cannot estimate is null.

suppressPackageStartupMessages(library(survival))

DAYS_PER_MONTH <- 30.4375
BENEFIT <- c("CR", "PR", "MR", "SD")
OVERALL <- c("CR", "PR", "MR")
RECIST <- c("CR", "PR")
RESPONSES <- c("CR", "PR", "MR", "SD", "PD", "NE")
OTHER_SITES <- c("heart", "muscle", "parotid", "pancreas", "chest_wall")

results <- new.env()
notes <- new.env()

put <- function(id, value) {
  if (exists(id, envir = results, inherits = FALSE)) stop("twice: ", id)
  assign(id, as.numeric(value), envir = results)
}
note <- function(id, text) assign(id, text, envir = notes)
id_of <- function(...) paste(..., sep = ".")

# ---- the tables -------------------------------------------------------------------------

read_table <- function(folder, name) {
  read.csv(file.path(folder, paste0(name, ".csv")),
           colClasses = "character", na.strings = "", encoding = "UTF-8")
}

read_patients <- function(folder) {
  patients <- read_table(folder, "patients")
  patients$age <- as.numeric(patients$age)
  patients$ldh <- as.numeric(patients$ldh)
  entry <- as.Date(patients$entry_date)
  progression <- as.Date(patients$progression_date)
  patients$event <- as.integer(!is.na(progression))
  end <- as.Date(ifelse(is.na(progression), patients$last_contact_date,
                        patients$progression_date))
  patients$months <- as.numeric(end - entry, units = "days") / DAYS_PER_MONTH
  patients$benefit <- factor(patients$best_response %in% BENEFIT, levels = c(TRUE, FALSE))
  patients
}

# ---- counts and summaries ---------------------------------------------------------------

put_count <- function(id, count, of) {
  put(id_of(id, "n"), count)
  put(id_of(id, "percent"), 100 * count / of)
}

put_summary <- function(id, x) {
  x <- x[!is.na(x)]
  put(id_of(id, "n"), length(x))
  put(id_of(id, "mean"), mean(x))
  put(id_of(id, "sd"), sd(x))
  put(id_of(id, "median"), median(x))
  put(id_of(id, "min"), min(x))
  put(id_of(id, "max"), max(x))
}

put_cohort <- function(patients, metastases, prior) {
  total <- nrow(patients)
  put("cohort.n", total)
  for (variable in c("age", "ldh")) put_summary(id_of("cohort", variable), patients[[variable]])
  for (sex in c("male", "female")) {
    put_count(id_of("cohort.sex", sex), sum(patients$sex == sex), total)
  }
  for (ecog in as.character(0:4)) {
    put_count(id_of("cohort.ecog", ecog), sum(patients$ecog == ecog), total)
  }
  for (site in sort(unique(metastases$site))) {
    with_site <- unique(metastases$patient_id[metastases$site == site])
    put_count(id_of("cohort.site", site), length(with_site), total)
  }
  elsewhere <- unique(metastases$patient_id[metastases$site %in% OTHER_SITES])
  put_count("cohort.site.other", length(elsewhere), total)
  for (modality in sort(unique(prior$modality))) {
    treated <- unique(prior$patient_id[prior$modality == modality])
    put_count(id_of("cohort.prior", modality), length(treated), total)
  }
  put_count("cohort.prior_any", length(unique(prior$patient_id)), total)
  put_count("cohort.prior_systemic", sum(patients$prior_systemic == "yes"), total)
}

# ---- response ---------------------------------------------------------------------------

put_response <- function(patients) {
  total <- nrow(patients)
  for (response in RESPONSES) {
    put_count(id_of("response", tolower(response)),
              sum(patients$best_response == response), total)
  }
  rates <- list(orr = OVERALL, orr_recist = RECIST, benefit = BENEFIT)
  for (rate in names(rates)) {
    count <- sum(patients$best_response %in% rates[[rate]])
    id <- id_of("response", rate)
    put_count(id, count, total)
    interval <- binom.test(count, total)$conf.int   # Clopper-Pearson
    put(id_of(id, "ci_low"), 100 * interval[1])
    put(id_of(id, "ci_high"), 100 * interval[2])
  }
}

# ---- time to progression ----------------------------------------------------------------

km <- function(months, event) survfit(Surv(months, event) ~ 1, conf.type = "log-log")

# The median and its limits, as print(survfit) and quantile(survfit) both report them: the
# midpoint of the stretch where the curve lies flat at exactly one half. Where that stretch ends in
# a censored time and not in an event, quantile() takes its midpoint too, and print() its start: it
# may go on for longer, so the start is the median.
km_median <- function(fit) {
  printed <- summary(fit)$table[c("median", "0.95LCL", "0.95UCL")]
  quantiles <- as.numeric(unlist(quantile(fit, probs = 0.5)))
  if (min(fit$surv) == 0.5) quantiles[1] <- printed[1]
  stopifnot(isTRUE(all.equal(unname(printed), quantiles)))
  unname(printed)
}

# A curve that has not reached zero says nothing beyond the last follow-up: without
# extend = TRUE, R gives no row there.
is_beyond <- function(fit, time) time > max(fit$time) && min(fit$surv) > 0

put_free_at <- function(fit, id, time) {
  at <- summary(fit, times = time, extend = TRUE)
  estimate <- 100 * c(at$surv, at$lower, at$upper)
  if (is_beyond(fit, time)) {
    note(id, sprintf("beyond the last follow-up at %.4f months; with extend=TRUE R gives %.6f",
                     max(fit$time), estimate[1]))
    estimate <- c(NA, NA, NA)
  }
  put(id, estimate[1])
  put(id_of(id, "ci_low"), estimate[2])
  put(id_of(id, "ci_high"), estimate[3])
}

put_restricted_mean <- function(fit, months) {
  id <- "progression.rmst_12"
  restricted <- summary(fit, rmean = months)$table[["rmean"]]
  if (is_beyond(fit, months)) {
    note(id, sprintf("the last follow-up is at %.4f months; R extends the curve and gives %.9f",
                     max(fit$time), restricted))
    restricted <- NA
  }
  put(id, restricted)
}

put_progression <- function(patients) {
  fit <- km(patients$months, patients$event)
  put("progression.events", sum(patients$event))
  put("progression.events.percent", 100 * mean(patients$event))
  put("progression.censored", sum(1 - patients$event))
  put("progression.censored.percent", 100 * mean(1 - patients$event))
  died <- patients$status[patients$event == 0] %in% c("DOD", "DOC")
  put("progression.censored_dead.n", sum(died))
  put("progression.censored_dead.percent", if (length(died) > 0) 100 * mean(died) else NA)
  put("progression.mean_naive", mean(patients$months))
  median <- km_median(fit)
  put("progression.median", median[1])
  put("progression.median.ci_low", median[2])
  put("progression.median.ci_high", median[3])
  put_free_at(fit, "progression.at_6_months", 6)
  put_free_at(fit, "progression.at_12_months", 12)
  put_restricted_mean(fit, 12)
  put("progression.follow_up.median", km_median(km(patients$months, 1 - patients$event))[1])
  for (response in RESPONSES) {
    of_response <- patients[patients$best_response == response, ]
    median <- NA
    if (nrow(of_response) > 0) median <- km_median(km(of_response$months, of_response$event))[1]
    put(id_of("progression.by_response", tolower(response), "median"), median)
  }
}

# ---- dosing -----------------------------------------------------------------------------

put_dosing <- function(patients, cycles) {
  doses <- as.numeric(cycles$doses)
  for (number in sort(unique(as.integer(cycles$cycle)))) {
    of_cycle <- cycles$cycle == number
    id <- paste0("dosing.cycle_", number)
    put_count(id, sum(of_cycle), nrow(patients))
    put(id_of(id, "doses.mean"), mean(doses[of_cycle]))
  }
  response <- patients$best_response[match(cycles$patient_id, patients$patient_id)]
  for (code in RESPONSES) {
    of_code <- doses[response == code]
    put(id_of("dosing.by_response", tolower(code), "doses.mean"),
        if (length(of_code) > 0) mean(of_code) else NA)
  }
  given <- table(cycles$patient_id)
  put("dosing.doses.mean", mean(doses))
  put("dosing.cycles_max", max(given))
  put_count("dosing.one_cycle_only", sum(given == 1), nrow(patients))
}

# ---- exposure ---------------------------------------------------------------------------

# From the first dose of the first cycle to the last dose of the last, in months of 30.4375 days.
put_exposure <- function(patients, cycles) {
  of <- factor(cycles$patient_id, levels = unique(cycles$patient_id))
  put_count("exposure.treated", nlevels(of), nrow(patients))
  first <- tapply(as.numeric(as.Date(cycles$start_date)), of, min)
  last <- tapply(as.numeric(as.Date(cycles$last_dose_date)), of, max)
  given <- list(
    cycles = as.numeric(table(of)),
    doses = as.numeric(tapply(as.numeric(cycles$doses), of, sum)),
    duration = as.numeric(last - first) / 30.4375
  )
  for (name in names(given)) {
    id <- id_of("exposure", name)
    put_summary(id, given[[name]])
    put(id_of(id, "q1"), unname(quantile(given[[name]], 0.25, type = 7)))
    put(id_of(id, "q3"), unname(quantile(given[[name]], 0.75, type = 7)))
    put(id_of(id, "missing"), 0)
  }
}

# ---- survival ---------------------------------------------------------------------------

# Death of any cause, at the last contact of a patient with a status of dead.
put_survival <- function(patients) {
  months <- as.numeric(as.Date(patients$last_contact_date) - as.Date(patients$entry_date),
                       units = "days") / DAYS_PER_MONTH
  died <- as.integer(patients$status %in% c("DOD", "DOC"))
  total <- nrow(patients)
  for (status in c("NED", "AWD", "DOD", "DOC")) {
    put_count(id_of("cohort.vital_status", tolower(status)),
              sum(patients$status %in% status), total)
  }
  put("cohort.vital_status.missing", sum(is.na(patients$status)))
  fit <- km(months, died)
  put("overall_survival.events", sum(died))
  put("overall_survival.events.percent", 100 * mean(died))
  put("overall_survival.censored", sum(1 - died))
  put("overall_survival.censored.percent", 100 * mean(1 - died))
  medians <- list(overall_survival.median = km_median(fit),
                  overall_survival.follow_up.median = km_median(km(months, 1 - died)))
  for (id in names(medians)) {
    put(id, medians[[id]][1])
    put(id_of(id, "ci_low"), medians[[id]][2])
    put(id_of(id, "ci_high"), medians[[id]][3])
  }
  put_free_at(fit, "overall_survival.at_12_months", 12)
}

# ---- correlates of clinical benefit -----------------------------------------------------

# `having` is the name that the ids give to the first level of `variable`.
put_fisher <- function(id, variable, benefit, having) {
  known <- !is.na(variable)
  counts <- table(variable[known], benefit[known])
  put(id_of(id, "p"), fisher.test(counts)$p.value)
  put_count(id_of(id, "benefit", having), counts[1, 1], sum(counts[, 1]))
  put_count(id_of(id, "no_benefit", having), counts[1, 2], sum(counts[, 2]))
}

# A group of one has no variance of its own; where R refuses the test, its words are kept.
put_test <- function(id, test) {
  outcome <- tryCatch(test(), error = function(refusal) {
    note(id, conditionMessage(refusal))
    list(p.value = NA)
  })
  put(id, outcome$p.value)
}

put_two_groups <- function(id, x, benefit) {
  groups <- split(x[!is.na(x)], benefit[!is.na(x)])
  put_summary(id_of(id, "benefit"), groups[["TRUE"]])
  put_summary(id_of(id, "no_benefit"), groups[["FALSE"]])
  put_test(id_of(id, "p"),
           function() t.test(groups[["TRUE"]], groups[["FALSE"]], var.equal = TRUE))
  put_test(id_of(id, "welch_p"), function() t.test(groups[["TRUE"]], groups[["FALSE"]]))
  # Exact without ties below 50 in each group, else normal with continuity correction.
  rank_sum <- suppressWarnings(wilcox.test(groups[["TRUE"]], groups[["FALSE"]]))
  put(id_of(id, "mann_whitney_p"), rank_sum$p.value)
  note(id_of(id, "mann_whitney_p"), rank_sum$method)
}

# The rows of `put_fisher` the other way round: of each group the patients with benefit.
put_benefit_by <- function(id, groups, benefit) {
  put(id_of(id, "ungrouped"), sum(is.na(groups)))
  put(id_of(id, "tests_made"), 1)
  put(id_of(id, "benefit.p"), fisher.test(table(groups, benefit))$p.value)
  for (group in levels(groups)) {
    of_group <- benefit[groups %in% group] == "TRUE"
    put_count(id_of(id, group), length(of_group), sum(!is.na(groups)))
    put_count(id_of(id, "benefit", group, "benefit"), sum(of_group), length(of_group))
    put_count(id_of(id, "benefit", group, "no_benefit"), sum(!of_group), length(of_group))
    put(id_of(id, "benefit", group, "missing"), 0)
  }
}

put_correlates <- function(patients, upper_limit) {
  put_fisher("correlates.sex", factor(patients$sex, c("female", "male")), patients$benefit,
             "female")
  put_fisher("correlates.prior_systemic", patients$prior_systemic, patients$benefit,
             "pretreated")
  put_benefit_by("by_sex", factor(patients$sex, c("female", "male")), patients$benefit)
  put_benefit_by("by_prior_systemic",
                 factor(patients$prior_systemic, c("yes", "no"), c("pretreated", "untreated")),
                 patients$benefit)
  put_two_groups("correlates.age", patients$age, patients$benefit)
  put_two_groups("correlates.ldh", patients$ldh, patients$benefit)
  if (!is.na(upper_limit)) {
    put_fisher("correlates.elevated_ldh",
               factor(patients$ldh > upper_limit, c(TRUE, FALSE)), patients$benefit,
               "elevated")
  }
}

# ---- adverse events ---------------------------------------------------------------------

put_grades <- function(term, events, total) {
  worst <- tapply(as.integer(events$grade), events$patient_id, max)
  for (grade in 1:5) {
    put_count(id_of("toxicity", term, paste0("grade_", grade)), sum(worst == grade), total)
  }
  put_count(id_of("toxicity", term, "all_grades"), length(worst), total)
}

put_toxicity <- function(events, total) {
  for (term in sort(unique(events$term))) put_grades(term, events[events$term == term, ], total)
  put_grades("any", events, total)
}

# ---- brain metastases --------------------------------------------------------------------

# Calendar months: complete on the same day of a later month, or on its last day if that is earlier.
completed_months <- function(from, to) {
  a <- as.POSIXlt(from)
  b <- as.POSIXlt(to)
  to_is_last_day <- as.POSIXlt(to + 1)$mon != b$mon
  months <- 12 * (b$year - a$year) + b$mon - a$mon
  if (b$mday >= a$mday || to_is_last_day) months else months - 1
}

# Every lesion is measured at every assessment in these tables, so their sum is 0 mm exactly
# when all have resolved.
put_brain_response <- function(id, lesions) {
  burden <- tapply(as.numeric(lesions$diameter_mm), lesions$assessed_on, sum)
  stopifnot(all(table(lesions$assessed_on) == length(unique(lesions$lesion))))
  dates <- as.Date(names(burden))
  resolved <- any(burden == 0)
  first <- if (resolved) min(which(burden == 0)) else NA
  recurred <- if (resolved) which(burden > 0 & seq_along(burden) > first) else integer()
  last <- if (length(recurred) > 0) min(recurred) - 1 else length(burden)
  put(id_of(id, "duration"), if (resolved) completed_months(dates[first], dates[last]) else NA)
  put(id_of(id, "ongoing"), if (resolved) length(recurred) == 0 else NA)
  resolved
}

put_disease_free <- function(id, patient, cycles) {
  last_dose <- max(as.Date(cycles$last_dose_date[cycles$patient_id == patient$patient_id]))
  end <- if (patient$event == 1) patient$progression_date else patient$last_contact_date
  complete <- patient$best_response == "CR"
  put(id_of(id, "disease_free"), if (complete) completed_months(last_dose, as.Date(end)) else NA)
}

put_brain <- function(patients, metastases, cycles, lesions) {
  with_brain <- unique(metastases$patient_id[metastases$site == "brain"])
  resolved <- vapply(with_brain, function(patient) {
    id <- id_of("brain", patient)
    put_disease_free(id, patients[patients$patient_id == patient, ], cycles)
    put_brain_response(id, lesions[lesions$patient_id == patient, ])
  }, NA)
  put("brain.n", length(with_brain))
  put("brain.resolved.n", sum(resolved))
}

# ---- JSON, written by hand --------------------------------------------------------------

json_number <- function(x) {
  if (is.na(x) || is.infinite(x)) "null" else formatC(x, digits = 17, format = "g", width = 1)
}
json_text <- function(x) paste0("\"", gsub("([\"\\\\])", "\\\\\\1", x), "\"")

json_object <- function(env, as_json) {
  ids <- sort(ls(env), method = "radix")
  lines <- vapply(ids, function(id) {
    paste0("    ", json_text(id), ": ", as_json(get(id, envir = env)))
  }, "")
  if (length(lines) == 0) "{}" else paste0("{\n", paste(lines, collapse = ",\n"), "\n  }")
}

TABLES <- c("patients", "metastases", "prior_therapies", "cycles", "adverse_events",
            "brain_lesions")

# The checksums tell a test whether the tables have changed since R saw them.
checksums <- function(folder) {
  sums <- tools::md5sum(file.path(folder, paste0(TABLES, ".csv")))
  list2env(setNames(as.list(unname(sums)), TABLES), new.env())
}

write_json <- function(folder, upper_limit, file) {
  version <- paste(R.version$major, R.version$minor, sep = ".")
  writeLines(c(
    "{",
    paste0("  \"r\": ", json_text(version), ","),
    paste0("  \"survival\": ", json_text(as.character(packageVersion("survival"))), ","),
    paste0("  \"ldh_upper_limit\": ", json_number(upper_limit), ","),
    paste0("  \"md5\": ", json_object(checksums(folder), json_text), ","),
    paste0("  \"notes\": ", json_object(notes, json_text), ","),
    paste0("  \"results\": ", json_object(results, json_number)),
    "}"
  ), file)
}

main <- function(arguments) {
  if (!length(arguments) %in% 2:3) stop("Rscript reference.R DATA_FOLDER OUT.json [ULN_OF_LDH]")
  folder <- arguments[1]
  upper_limit <- if (length(arguments) == 3) as.numeric(arguments[3]) else NA
  patients <- read_patients(folder)
  prior <- read_table(folder, "prior_therapies")
  events <- read_table(folder, "adverse_events")
  systemic <- prior$patient_id[!prior$modality %in% c("radiation", "surgery")]
  patients$prior_systemic <- factor(ifelse(patients$patient_id %in% systemic, "yes", "no"),
                                    levels = c("yes", "no"))
  metastases <- read_table(folder, "metastases")
  cycles <- read_table(folder, "cycles")
  put_cohort(patients, metastases, prior)
  put_response(patients)
  put_progression(patients)
  put_survival(patients)
  put_dosing(patients, cycles)
  put_exposure(patients, cycles)
  put_correlates(patients, upper_limit)
  put_toxicity(events, nrow(patients))
  put_brain(patients, metastases, cycles, read_table(folder, "brain_lesions"))
  write_json(folder, upper_limit, arguments[2])
}

main(commandArgs(trailingOnly = TRUE))
