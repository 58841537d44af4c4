"""The figures of the manuscript: value objects and printed labels in, vector drawings out.

Nothing here computes a statistic, and pyplot is never imported.
"""
