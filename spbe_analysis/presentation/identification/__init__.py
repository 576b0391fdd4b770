"""What the published figures fix, in tables and figures."""
