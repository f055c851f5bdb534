#!/bin/sh
# The README's two commands on a bare Debian 12: a minimal chroot made from this machine's own apt sources, the checkout
# copied in, nothing else. Needs root for the chroot. Prints the end of what each command printed.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
root=$(mktemp -d)
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || sources=/etc/apt/sources.list
# --skip: keep the package lists, as a machine on which apt-get update was run
mmdebstrap --quiet --variant=apt --skip=cleanup/apt bookworm "$root" "$sources"
# what lets apt reach its mirror from in there
for file in /etc/resolv.conf /etc/hosts; do cp "$file" "$root$file" 2>/dev/null || true; done
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
cp -r /etc/ssl/certs "$root/etc/ssl/" 2>/dev/null || true
mount -t proc proc "$root/proc" 2>/dev/null || true
mkdir -p "$root/src/rolecall"
(cd "$top" && git ls-files -z | xargs -0 tar -cf -) | tar -xf - -C "$root/src/rolecall"
run() {
  echo "== $1"
  chroot "$root" sh -c "cd /src/rolecall && $1" >"$root/out" 2>&1 || { tail -n 40 "$root/out"; echo "bare: failed: $1"; exit 1; }
  tail -n "${2:-12}" "$root/out"
}
run "apt-get install -y make && make demo" 20
run "make check" 4
echo "bare: both commands work as written"
