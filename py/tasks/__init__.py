"""What the networks are asked to learn; knows no page."""
