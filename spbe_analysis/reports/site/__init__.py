"""The site over all reports and the guide."""
