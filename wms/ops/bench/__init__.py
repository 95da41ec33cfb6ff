"""Benches that need a database and servers: they build a floor of their own and never touch anybody's data."""
