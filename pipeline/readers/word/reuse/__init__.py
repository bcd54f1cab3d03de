"""Parts of Word files that were read before are not read again: speed alone."""
