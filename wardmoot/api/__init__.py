"""The API door: the same queries and actions as the pages, the same access rules, as JSON."""
