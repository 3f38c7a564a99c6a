"""The network on show in other people's words: complete programs for numpy, PyTorch and Keras that print its answer.

Nothing of this is loaded with a page; it comes when a reader asks for it.
"""
