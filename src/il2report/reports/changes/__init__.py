"""The report on a change: what a team tells its co-authors after a correction."""
