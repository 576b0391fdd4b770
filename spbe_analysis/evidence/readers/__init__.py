"""Files that people have, read into scorecards."""
