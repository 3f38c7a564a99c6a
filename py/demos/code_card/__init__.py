"""The network on screen as a program for numpy, PyTorch or Keras, and what those call its shapes."""
