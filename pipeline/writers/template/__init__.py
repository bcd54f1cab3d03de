"""The template of a form, rendered with its answers and results."""
