"""The evening of a branch, made to be timed; nothing of it stays (`manage.py bench evening`)."""
