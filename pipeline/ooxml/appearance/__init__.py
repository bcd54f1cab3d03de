"""How text of Word files looks: struck out, hidden, faint, by itself or by its styles."""
