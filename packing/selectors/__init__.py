"""Reads of packing."""
