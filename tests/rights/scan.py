"""Who may open the addresses of scan (see rights/__init__.py)."""

TABLE = {
    "service_worker": "open",
    "picture": "operator",
    "badges": "AM",
    "scanner_sheet": "AM",
    "station_labels": "AM",
    "bind_printer": "AM",
    "diag": "device page",
    "diag_read": "device",
    "enrol": "open",
    "menu": "device page",
    "signin": "open",
    "signout": "open",
    "ping": "open",
    "screen": "device page",
    "scan": "device",
    "progress": "device",
}
