"""Pages of people: log-in, own account, messages, the roll, the log."""
