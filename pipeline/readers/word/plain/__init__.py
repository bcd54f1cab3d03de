"""Plain tables and paragraphs of Word documents, read straight from their bytes: speed alone."""
