"""Who may open the addresses of intake (see rights/__init__.py)."""

TABLE = {
    "imports": "AMO",
    "too_large": "open",
    "bring": "AMO",
    "template": "AMO",
    "import": "AMO",
    "progress": "AMO",
    "problems": "AMO",
    "accept": "AMO",
    "cancel": "AMO",
    "undo": "AMO",
}
