"""The GOV.UK Design System kit: components, form fields that render themselves, tables, page furniture. Knows no app."""
