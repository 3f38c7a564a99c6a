"""The demos: state in, events in, HTML out. The same code draws the first view, at build time, and every other."""
