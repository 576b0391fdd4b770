"""The plan to the next predicate, in words and figures."""
