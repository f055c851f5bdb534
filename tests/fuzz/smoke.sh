#!/bin/sh
# The fuzz target $1 for $2 seconds, from the seeds beside this file; fails on any finding. $3: a file to which a row is
# added (day, target, seconds, executions, findings); what is found is kept beside it, and the inputs that reach
# something new are kept beside the target, where the next long round and minimise.sh find them. From the top of the
# checkout: some targets read a lexicon there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=$1
name=$(basename "$target" | sed 's/^fuzz_//')
corpus=$work/corpus
[ -z "${3-}" ] || corpus=$(dirname "$target")/corpus/$name
mkdir -p "$corpus" "$work/minimised"
[ ! -f "$here/seeds/$name.tar.xz" ] || tar -C "$work/minimised" -xJf "$here/seeds/$name.tar.xz"
dict=""
[ ! -f "$here/$name.dict" ] || dict="-dict=$here/$name.dict"
found=0
"$target" -max_total_time="$2" -timeout=60 -rss_limit_mb=4096 -print_final_stats=1 $dict \
  -artifact_prefix="$work/" "$corpus" "$here/seeds/$name" "$work/minimised" >"$work/log" 2>&1 || found=1
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
if [ $found = 0 ]; then
  echo "fuzz $name: $runs executions in $2 s, nothing found"
else
  tail -n 40 "$work/log"
  for crash in "$work"/crash-* "$work"/timeout-* "$work"/oom-* "$work"/leak-*; do
    [ -f "$crash" ] || continue
    echo "finding in $name (base64):"
    base64 "$crash" | head -n 60
    [ -z "${3-}" ] || cp "$crash" "$(dirname "$3")/$name-$(basename "$crash")"
  done
fi
[ -z "${3-}" ] || echo "| $(date -u +%F) | $name | $2 | ${runs:-?} | $found |" >>"$3"
exit $found
