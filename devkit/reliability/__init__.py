"""`dev.py bench reliability`: real processes killed, servers crashed, and what arrived counted
(docs/reliability.md)."""
