"""Compiled inner loops (or the same code interpreted): exact walks, and the search over batches with walks as cost."""
