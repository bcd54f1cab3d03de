"""Where the answer of a field is, by the shape of its question, and how it is read there."""
