"""Office pages that belong to no flow: signing in and out, the language, resolving work items."""
