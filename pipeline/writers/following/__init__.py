"""Following documents: what a form leads to for others, made of what its mapping allows."""
