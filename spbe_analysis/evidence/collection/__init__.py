"""Room: collection."""
