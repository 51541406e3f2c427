"""Gathered out: one document model, charts, maps and many renderers. Takes finished values; knows no database.

The renderers are imported from their own modules (`render`, `html`, `pdf`, `word`, `spreadsheet`, `figures_file`),
so that the document model does not bring their libraries with it.
"""
