"""What the checks found, in words and figures."""
