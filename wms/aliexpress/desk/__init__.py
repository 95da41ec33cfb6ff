"""Office pages of the channel."""
