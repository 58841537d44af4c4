"""Finds in a Word file that a co-author returned what was done to the draft.

`anchors` says which bookmarks and slots of the file are those of the draft, `alignment` which paragraph is which,
`tokens` takes both apart, `edits` lists what differs, `literals` finds words in the templates that printed them,
`patches` makes a change of those templates of an edit, and `report` is what a reader is shown.
"""
