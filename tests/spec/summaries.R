# Tests of means and of tables of counts that the audit recomputes from what is printed, by base R.
#
#     Rscript tests/spec/summaries.R OUT.json

cases <- list(
  list(c(10, 12, 9, 14, 11), c(8, 15, 13), c(20, 18, 22, 19, 16, 25)),
  list(c(1.5, 2.5, 2, 4), c(2, 2.25, 3.5, 1), c(1, 5, 9, 2, 4, 4), c(3, 3, 4)),
  list(c(100, 101, 99), c(100, 102, 98, 100)),
  list(c(0, 0, 0, 1), c(0, 1, 1, 1, 0), c(1, 0, 1)),
  list(c(-3, 4, 0, 2), c(-300, 400, 12, 8, 1), c(1, 2, 3, 4, 5))
)
tables <- list(
  rbind(c(10, 6, 4), c(6, 7, 7), c(3, 6, 11)),
  rbind(c(3, 1, 0), c(1, 2, 4)),
  rbind(c(8, 2), c(3, 6), c(1, 9), c(5, 5))
)
number <- function(x) format(x, digits = 17)
list_of <- function(x) paste0("[", paste(sapply(x, number), collapse = ", "), "]")
means <- sapply(cases, function(groups) {
  value <- unlist(groups)
  group <- factor(rep(seq_along(groups), lengths(groups)))
  sprintf('{"n": %s, "mean": %s, "sd": %s, "anova": %s, "welch_anova": %s}',
          list_of(lengths(groups)), list_of(sapply(groups, mean)), list_of(sapply(groups, sd)),
          number(oneway.test(value ~ group, var.equal = TRUE)$p.value),
          number(oneway.test(value ~ group)$p.value))
})
counts <- sapply(tables, function(table) {
  sprintf('{"table": [%s], "chi_square": %s, "fisher": %s}',
          paste(apply(table, 1, list_of), collapse = ", "),
          number(suppressWarnings(chisq.test(table, correct = FALSE)$p.value)),
          number(fisher.test(table)$p.value))
})
writeLines(sprintf('{"r": "%s",\n"means": [\n%s\n],\n"counts": [\n%s\n]}', R.version.string,
                   paste(means, collapse = ",\n"), paste(counts, collapse = ",\n")),
           commandArgs(TRUE)[1])
