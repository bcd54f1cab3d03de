"""What finds the questions of a blank: checklists, tables, pairs, prompts, scores."""
