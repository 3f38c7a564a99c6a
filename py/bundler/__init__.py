"""Turns the sources into the static site. Runs at build time only; nothing here is shipped to the browser."""
