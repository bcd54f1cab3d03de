"""Where the record lies: the database and its layouts, the trail, the key, backups."""
