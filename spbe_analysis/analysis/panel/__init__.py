"""All institutions of two years: joined, ranked, grouped."""
