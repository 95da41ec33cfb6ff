"""Who is told of what, by which way: work items become notices, rules and quiet hours send them out."""
