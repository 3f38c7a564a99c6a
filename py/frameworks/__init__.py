"""The network on show in other people's words: complete programs for numpy, PyTorch and Keras that print its answer."""
