#!/bin/sh
# What long rounds of the fuzz target $1 kept beside it, and its seeds, down to the fewest inputs that reach as much:
# seeds/NAME.tar.xz, which every round begins with. From the top of the checkout.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=$1
name=$(basename "$target" | sed 's/^fuzz_//')
kept=$(dirname "$target")/corpus/$name
mkdir -p "$work/minimised" "$work/before" "$kept"
[ ! -f "$here/seeds/$name.tar.xz" ] || tar -C "$work/before" -xJf "$here/seeds/$name.tar.xz"
"$target" -set_cover_merge=1 -timeout=60 -rss_limit_mb=4096 "$work/minimised" "$kept" "$here/seeds/$name" "$work/before" \
  >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
find "$work/minimised" -type f -size +16k -delete # large ones are slow, and what they reach is found again
tar -C "$work/minimised" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - . | xz -9e >"$here/seeds/$name.tar.xz"
echo "fuzz $name: $(find "$kept" -type f | wc -l) inputs, $(find "$work/minimised" -type f | wc -l) left"
