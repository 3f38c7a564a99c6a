"""The pages, with a first view in each, and what that is drawn from."""
