#!/bin/sh
# restore-to.sh BASE.tar.gz ARCHIVE DATA MOMENT: lays a base backup into an empty DATA folder so that the next start of
# PostgreSQL replays ARCHIVE up to MOMENT ("2026-11-27 09:41:00+00") and then takes writes. Run as the server's user.
set -eu
[ $# -eq 4 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
base=$1 archive=$2 data=$3 moment=$4
[ -f "$base" ] || { echo "restore-to.sh: no base backup at $base" >&2; exit 1; }
[ -d "$archive" ] || { echo "restore-to.sh: no archive at $archive" >&2; exit 1; }
if [ -e "$data" ] && [ -n "$(ls -A "$data")" ]; then
    echo "restore-to.sh: $data is not empty; nothing was changed" >&2
    exit 1
fi
case $moment in *[!0-9:.+\ -]* | "") echo "restore-to.sh: $moment is no moment with a zone" >&2; exit 1 ;; esac
case $moment in *[+-][0-9][0-9] | *[+-][0-9][0-9]:[0-9][0-9]) ;; *) echo "restore-to.sh: say the zone, as in $moment+00" >&2; exit 1 ;; esac
case ${moment#????-??-??} in *[+-]*) ;; *) echo "restore-to.sh: say the zone, as in $moment+00" >&2; exit 1 ;; esac
mkdir -p "$data"
chmod 0700 "$data"
tar -xzf "$base" -C "$data"
cat >>"$data/postgresql.auto.conf" <<END
restore_command = 'cp "$archive/%f" "%p"'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
END
touch "$data/recovery.signal"
echo "restored: start PostgreSQL on $data; it replays the log up to $moment"
