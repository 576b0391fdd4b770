"""Index and outcomes, in words and figures."""
