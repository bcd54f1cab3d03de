"""Which forms can be read: mappings with their blanks, checked, drafted, and made anew."""
