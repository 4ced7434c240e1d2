"""What stands behind dev.py. Everything here is standard library only, except the files that
say in their first line that they run inside the virtual environment."""
