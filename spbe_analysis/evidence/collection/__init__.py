"""Raw files to processed tables."""
