"""The national change, in words, tables and figures."""
