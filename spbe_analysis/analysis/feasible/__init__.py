"""All tables of levels that reproduce the printed figures of one year."""
