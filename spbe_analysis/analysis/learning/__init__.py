"""Weights of hidden levels and hidden changes learned from tables that were printed in full, and how well they do."""
