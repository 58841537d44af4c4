"""A REDCap project as a study: its flat export and data dictionary, read through a mapping."""
