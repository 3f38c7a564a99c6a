"""How trainings on fresh sequences are shown: curves over their updates, and what a cell carries over the steps."""
