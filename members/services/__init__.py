"""Verbs that change who: one file a subject, each verb in its own transaction and in the log."""
