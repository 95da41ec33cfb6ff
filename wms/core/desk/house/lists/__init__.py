"""The administrator's lists, made with the desk's one kit."""
