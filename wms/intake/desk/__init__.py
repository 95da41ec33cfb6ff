"""The desk's pages of imports."""
