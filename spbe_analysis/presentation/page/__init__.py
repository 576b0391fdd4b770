"""Blocks of a page: tables, files, provenance, names in another language, what an error says."""
