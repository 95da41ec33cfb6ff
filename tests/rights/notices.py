"""Who may open the addresses of notices (see rights/__init__.py)."""

TABLE = {
    "notices": "AMO",
    "bell": "AMO",
    "notice": "AMO",
    "acknowledge": "AMO",
    "acknowledge_one": "AMO",
    "acknowledge_mine": "AMO",
    "mine": "AMO",
    "try_mail": "AMO",
    "rules": "AM",
    "new_rule": "AM",
    "rule": "AM",
    "forget_rule": "AM",
    "new_channel": "AM",
    "channel": "AM",
    "forget_channel": "AM",
    "try_channel": "AM",
}
