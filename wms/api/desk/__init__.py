"""The administrator's pages: tokens, and what the API can do."""
