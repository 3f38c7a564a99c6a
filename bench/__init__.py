"""Measures what the built site and its networks take, against peers: python3 build.py bench."""
