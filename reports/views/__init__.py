"""Pages that read: what to do next, a committee's month, an organisation and its rules."""

from .today import home

__all__ = ["home"]
