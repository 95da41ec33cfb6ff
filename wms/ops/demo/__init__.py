"""Demo data: a warehouse in the middle of its day, and an empty one (SIM) for simulate. Fictitious throughout."""
