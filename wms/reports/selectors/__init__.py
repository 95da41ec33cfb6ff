"""Read models of all apps: they lock nothing and write nothing."""
