"""What the native library does for training: headers, of which ``py/native/library.c`` is made, and who calls them."""
