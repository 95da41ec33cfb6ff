"""The addresses under /api/v1/, one module a kind of thing. Each calls one selector or operation."""
