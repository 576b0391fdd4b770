"""Where the points of a change came from, and how sure that is."""
