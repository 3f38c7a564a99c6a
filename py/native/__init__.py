"""The native library, its one C unit, and how Python calls it; at the very bottom, under all that is called fast."""
