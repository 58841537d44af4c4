"""The checks: each a function from the evidence of a paper to findings."""
