"""Where the points came from, in sentences, tables and figures."""
