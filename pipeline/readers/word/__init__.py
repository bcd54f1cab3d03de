"""Word files into a Document."""
