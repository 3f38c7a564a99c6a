"""What a finished site is handed out with: pages in one file, licences, checksums, the list for reading offline."""
