"""Files that were received from others, opened within bounds: XML, archives, PDF."""
