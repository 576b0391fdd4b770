"""Claims against the record, in words and figures."""
