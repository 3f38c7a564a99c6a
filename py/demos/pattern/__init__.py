"""The pattern demo: an LSTM learns to recognise a few bits, and one sees how."""
