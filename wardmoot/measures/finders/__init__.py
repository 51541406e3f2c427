"""Finders: named rules over the evidence, each of which looks for one thing and says what a test supports."""
