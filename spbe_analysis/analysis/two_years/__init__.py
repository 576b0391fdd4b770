"""Room: two_years."""
