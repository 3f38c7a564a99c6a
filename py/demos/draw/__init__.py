"""The drawing demo: a network learns from the reader's strokes, and draws on."""
