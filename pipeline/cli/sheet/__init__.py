"""How the sheet of one form is drawn: by rich at a terminal, and the same as plain text for pipes and files."""
