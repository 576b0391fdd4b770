"""A release: data, reports and fingerprints in one folder that says what is in it."""
