"""The corpus of invented sentences, by subject, and how their slots are filled."""
