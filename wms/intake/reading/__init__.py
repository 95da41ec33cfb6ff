"""From a file to rows: which kind of file, which encoding and separator, where the header is, what a cell says."""
