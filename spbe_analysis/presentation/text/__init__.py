"""Sentences, numbers, dates and names in two languages."""
