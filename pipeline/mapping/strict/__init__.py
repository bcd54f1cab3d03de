"""What only the check of a mapping needs: models that name every mistake, and the schema for editors."""
