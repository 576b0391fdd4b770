"""The cheapest way to a predicate, for known and for hidden levels."""
