"""Filters of the notices' pages."""
