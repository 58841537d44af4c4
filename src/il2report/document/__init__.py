"""The words and numbers of the document: how results become text."""
