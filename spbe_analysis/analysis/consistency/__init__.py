"""Whether printed figures can come from whole levels, and from one another."""
