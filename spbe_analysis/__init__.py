"""Which indicators drove the change? Exact attribution of a move in an SPBE index."""

__version__ = "0.1.0"
