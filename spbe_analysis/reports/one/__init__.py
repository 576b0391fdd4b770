"""One report: a notebook run, checked, written and published."""
