"""Room: bridge."""
