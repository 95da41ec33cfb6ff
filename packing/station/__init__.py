"""Scan screens of the bench."""
