"""What was said against what is on record."""
