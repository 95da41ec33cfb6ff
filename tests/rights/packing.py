"""Who may open the addresses of packing (see rights/__init__.py)."""

TABLE = {
    "label": "bench paper",
    "manifest": "bench paper",
}
