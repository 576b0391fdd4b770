"""Room: panel."""
