"""Rows for tests, one module per app. Nobody imports the product's factories: there are none."""
