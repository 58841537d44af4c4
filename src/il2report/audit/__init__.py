"""Published figures held against each other and against the statistics that they claim."""
