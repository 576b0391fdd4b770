"""Plain types and checks that open no table: scorecards, printed values, limits, places."""
