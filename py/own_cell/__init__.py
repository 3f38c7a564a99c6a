"""A cell whose code a reader writes: its source, what is wrong with it, and training without a backward pass."""
