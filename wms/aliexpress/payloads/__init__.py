"""What travels: building parameters and reading answers, as pure functions over plain data.

Both envelopes, lists plain or wrapped, `{}` for an empty list, codes as text or number, ids beyond 2^53: whatever
shape comes, what leaves here is canonical; ids are text. What cannot be read raises Unreadable.
"""
