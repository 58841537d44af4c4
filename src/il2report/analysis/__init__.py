"""Pure, typed statistics: data frames and sequences in, value objects out; no files, no text."""
