"""The manuscript in the browser, following every change of the study's files."""
