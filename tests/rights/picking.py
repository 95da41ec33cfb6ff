"""Who may open the addresses of picking (see rights/__init__.py)."""

TABLE = {
    "waves": "AMO",
    "generate": "AM",
    "wave": "AMO",
    "wave_act": "AM",
}
