"""A change across regulations, in words and figures."""
