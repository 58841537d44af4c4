"""The manuscript as a Word file, and what comes back from those who edited it."""
