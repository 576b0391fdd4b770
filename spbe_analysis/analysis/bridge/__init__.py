"""A change across a change of regulation."""
