"""Writes of packing: one file a flow; each assumes a unit of work and locks the order first."""
