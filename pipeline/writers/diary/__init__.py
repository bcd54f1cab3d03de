"""The diary: a calendar file with one event for each next review."""
