"""Hundreds of reports: what is to be made, and warm workers that make it."""
