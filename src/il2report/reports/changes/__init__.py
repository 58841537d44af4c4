"""The report on a change: what a team sends its co-authors after a correction."""
