"""What comes from elsewhere: npm's packages, numpy for WebAssembly, a browser for the tests."""
