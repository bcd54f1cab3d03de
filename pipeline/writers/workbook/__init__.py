"""Tables as Excel workbooks and CSV: the same rows give the same bytes."""
