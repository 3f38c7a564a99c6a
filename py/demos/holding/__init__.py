"""Gates held at a value, by name: the same set of experiments for every demo."""
