"""How rosters come in from files: read, matched, checked, shown, saved."""
