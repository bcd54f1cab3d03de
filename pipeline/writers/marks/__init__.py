"""Marks and seals: how a document of ours is recognised when it comes back, and how our results are removed again."""
