"""Derive the reference cohort from the published figures.

Read in this order: `published` (the figures, as constraints with their places), `steps` and
`timeline` (candidates for each group of columns), `derivation` (the first candidate that keeps
every constraint), `tables` and `codebook` (the rows that go to data/).
"""
