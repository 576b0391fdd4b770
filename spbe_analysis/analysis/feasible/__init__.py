"""Room: feasible."""
