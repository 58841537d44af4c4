"""Finds in a Word file that a co-author returned what was done to the draft.

`alignment` says which paragraph of the file is which of the draft, `tokens` takes both apart, `edits` lists what
differs, `literals` finds words in the templates that printed them, `patches` makes a change of those templates of an
edit, `remarks` says who made it, and `report` what a reader is shown.
"""
