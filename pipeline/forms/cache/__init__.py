"""What a start worked out of mappings and blanks, kept for the next one (``docs/speed.md``, Cache)."""
