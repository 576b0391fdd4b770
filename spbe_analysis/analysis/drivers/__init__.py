"""Room: drivers."""
