"""Data: the files that the partnership holds, what is wrong with them, and loading more."""
