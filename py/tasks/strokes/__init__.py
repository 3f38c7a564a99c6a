"""Strokes on a pad: from a pen to a network that draws on, and learns while somebody draws."""
