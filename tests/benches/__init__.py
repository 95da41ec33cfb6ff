"""What `make bench` measures, by part of the house; tests/bench.py puts the parts together."""
