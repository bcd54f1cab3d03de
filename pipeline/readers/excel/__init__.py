"""Excel workbooks into a Document."""
