"""The manager's pages of waves: what is made, what it costs, where it stands, where it walks."""
