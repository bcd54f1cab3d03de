"""A completed form as its readers see it: the text that people added, box by box."""
