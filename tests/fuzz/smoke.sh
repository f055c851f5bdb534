#!/bin/sh
# Every fuzz target in the folder $1 for $2 seconds, from the seeds beside this file. Fails on any finding.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for target in "$1"/fuzz_*; do
  [ -x "$target" ] || continue
  name=$(basename "$target" | sed 's/^fuzz_//')
  mkdir -p "$work/$name" "$here/seeds/$name"
  dict=""
  [ ! -f "$here/$name.dict" ] || dict="-dict=$here/$name.dict"
  if "$target" -max_total_time="$2" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 $dict \
      -artifact_prefix="$work/" "$work/$name" "$here/seeds/$name" >"$work/log" 2>&1; then
    echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log") executions in $2 s, nothing found"
  else
    tail -n 40 "$work/log"
    for crash in "$work"/crash-* "$work"/timeout-* "$work"/oom-* "$work"/leak-*; do
      [ -f "$crash" ] && { echo "finding (base64):"; base64 "$crash" | head -n 60; }
    done
    exit 1
  fi
done
