"""Two years together: counts, bounds and probabilities of a change."""
