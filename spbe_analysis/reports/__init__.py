"""Papermill runs, the report factory and the site."""
