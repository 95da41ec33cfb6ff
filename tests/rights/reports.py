"""Who may open the addresses of reports (see rights/__init__.py)."""

TABLE = {
    "today": "AMO",
    "board": "AMO",
    "errors": "AMO",
    "errors_csv": "AMO",
    "scans": "AMO",
    "work": "AMO",
    "work_item": "AMO",
    "claim": "AMO",
    "resolve": "AMO",
    "orders": "AMO",
    "order": "AMO",
    "wave_board": "AMO",
    "stock": "AMO",
    "sku": "AMO",
    "movement": "AMO",
    "count": "AMO",
    "place": "AMO",
    "find": "AMO",
}
