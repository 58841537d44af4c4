"""Analysis data sets of the CDISC ADaM standard as the tables of a study."""
