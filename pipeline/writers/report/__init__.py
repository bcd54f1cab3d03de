"""The report: one page for the browser, with its style sheet and script."""
