"""An empty workbook for the tables of a study, guarded against what the tables do not allow."""
