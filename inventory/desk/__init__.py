"""Office pages of goods and places."""
