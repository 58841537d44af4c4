"""What can be done with a study (build, issue, compare, audit, explain), without a word of output."""
