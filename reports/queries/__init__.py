"""What is asked across rooms; each file answers one page. Nothing here writes."""
