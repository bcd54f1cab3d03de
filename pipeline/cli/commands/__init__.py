"""Commands that process forms, and show what came out."""
