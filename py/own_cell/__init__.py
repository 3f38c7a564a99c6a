"""A cell whose code a reader writes: its source, what is wrong with it, and training without a backward pass by hand.

Nothing of this is loaded with a page; it comes when a reader opens the editor.
"""
