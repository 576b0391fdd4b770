"""Figures, tables and words in Indonesian and English."""
