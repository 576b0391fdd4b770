"""Room: consistency."""
