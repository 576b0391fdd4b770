"""What every figure shares: style, axes, places of labels, the map of provinces."""
