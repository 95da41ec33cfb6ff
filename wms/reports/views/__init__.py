"""Desk pages: read the address, call selectors or one operation, show."""
