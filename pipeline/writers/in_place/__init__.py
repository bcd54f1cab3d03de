"""The submitted Word file with its results filled in: nothing else of it changes."""
