"""Commands for those who maintain forms: blanks, mappings, drafts."""
