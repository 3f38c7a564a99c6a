"""The pages, with a first picture in each, and what that picture is drawn from."""
