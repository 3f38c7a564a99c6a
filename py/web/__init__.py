"""Between the page and the demos."""
