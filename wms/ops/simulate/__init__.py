"""simulate: people of flesh who carry real units and scan them, sometimes wrongly, against a running system."""
