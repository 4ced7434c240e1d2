"""What people type, one file a subject; bad input gets its words here."""
