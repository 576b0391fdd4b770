"""What was published: readers, the register, corrections and the tidy table."""

from spbe_analysis.evidence.scorecard import Evidence, PrintedValue, check_levels

__all__ = ["Evidence", "PrintedValue", "check_levels"]
