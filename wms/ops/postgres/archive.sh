#!/bin/sh
# PostgreSQL's archive_command: `archive.sh %p %f ARCHIVE` keeps one finished segment of the log, whole or not at all.
# The same segment again is fine (a crash may ask twice); another one under its name is a mistake that must be seen.
set -eu
segment=$1 name=$2 archive=$3
target=$archive/$name
if [ -e "$target" ]; then
    cmp -s "$segment" "$target" && exit 0
    echo "archive.sh: $target is there already and differs" >&2
    exit 1
fi
cp "$segment" "$target.part"
sync "$target.part"
mv "$target.part" "$target"
sync "$archive"
