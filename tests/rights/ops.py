"""Who may open the addresses of ops (see rights/__init__.py)."""

TABLE = {
    "healthz": "operator",
    "readyz": "operator",
    "metrics": "operator",
    "ops/sim/begin": "operator",
    "ops/sim/state": "operator",
}
