"""Institutions held against the mean of their set, in words, tables and a figure."""
