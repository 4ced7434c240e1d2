"""What people do with meetings: one verb, one transaction, `by=` whom, `now=` when."""
