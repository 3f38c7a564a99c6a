"""The demo in which a reader rewrites the cell: the code, and what comes of training it beside the cells of ours."""
