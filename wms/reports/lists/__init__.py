"""The lists of the manager's pages, one file each."""
