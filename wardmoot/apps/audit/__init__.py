"""The log of who did what and who saw what: written explicitly, never changed."""
