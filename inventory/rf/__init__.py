"""The floor's screens of goods and places: receive, put away, move, look up, count."""
