"""What every writer of Word documents shares: markup, runs, tracked changes, styles, protection."""
