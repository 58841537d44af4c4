"""Printed figures of a paper compared with the numbers of a study."""
