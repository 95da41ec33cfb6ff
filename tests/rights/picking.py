"""Who may open the addresses of picking (see rights/__init__.py)."""

TABLE = {
    "waves": "AMO",
    "generate": "AM",
    "map": "AMO",
    "preview": "AM",
    "rules": "AM",
    "new_rule": "AM",
    "try_new_rule": "AM",
    "rule": "AM",
    "try_rule": "AM",
    "switch_rule": "AM",
    "routing": "AM",
    "routing_shop": "AM",
    "reroute": "AM",
    "walls": "AMO",
    "new_wall": "AM",
    "wall": "AM",
    "switch_wall": "AM",
    "wall_labels": "AM",
    "wave": "AMO",
    "wave_act": "AM",
}
