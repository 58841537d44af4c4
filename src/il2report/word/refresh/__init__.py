"""Brings the Word file of a co-author up to date: carries what changed from one draft to the next into it.

`source` holds the XML of the file and writes it again, byte by byte where nothing changed. `letters` finds the letters
of a paragraph in its runs, and deletes and inserts there. `merging` says which letters of a changed draft are where in the
edited file. `carrying` takes one block after the other, `tables` those in tables, `rows` makes rows, and `stamp` makes it a file of the newer draft.
"""
