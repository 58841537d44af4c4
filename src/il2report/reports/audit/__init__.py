"""The report on an audit: in words, for terminal and page, and as JSON."""
