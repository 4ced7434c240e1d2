"""What people type about meetings; files carry the names of their subjects."""
