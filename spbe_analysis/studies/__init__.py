"""A name in, an answer out: evidence and mathematics put together."""
