"""From a typed study to the catalogue of results."""
