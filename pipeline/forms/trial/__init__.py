"""A mapping tried on copies of its blank that are filled in here: what was written has to come back."""
