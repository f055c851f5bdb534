#!/bin/sh
# Installs the Debian packages of the folder $1 in a fresh minimal Debian 12, runs the README's first example and the
# package's own tests there, removes them and looks for what is left. Needs root for the chroot.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
debs=$1
root=$(mktemp -d)
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
sources=/etc/apt/sources.list.d/debian.sources
[ -f "$sources" ] || sources=/etc/apt/sources.list
mmdebstrap --quiet --variant=apt --skip=cleanup/apt bookworm "$root" "$sources"
for file in /etc/resolv.conf /etc/hosts; do cp "$file" "$root$file" 2>/dev/null || true; done
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
cp -r /etc/ssl/certs "$root/etc/ssl/" 2>/dev/null || true
mount -t proc proc "$root/proc" 2>/dev/null || true
mkdir -p "$root/debs" "$root/tests" "$root/jobs"
cp "$debs"/*.deb "$root/debs/"
cp "$top"/src/packaging/debian/tests/* "$root/tests/"
cp -r "$top/tests/examples" "$root/tests/examples"
cp "$top/corpus/postings/bitewell-aligners.html" "$root/jobs/"
in_root() {
  chroot "$root" sh -c "export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8; $1" >"$root/out" 2>&1 ||
    { tail -n 40 "$root/out"; echo "deb: failed: $1"; exit 1; }
}
in_root 'rm -f /debs/*-dbgsym_*; apt-get install -y --no-install-recommends /debs/*.deb'
in_root 'rolecall --version'
cat "$root/out"
in_root 'cd / && AUTOPKGTEST_TMP=$(mktemp -d) POSTING=/jobs/bitewell-aligners.html sh /tests/first-example'
in_root 'apt-get install -y --no-install-recommends gcc libc6-dev pkg-config'
in_root 'cd / && AUTOPKGTEST_TMP=$(mktemp -d) EXAMPLE=/tests/examples/first.c POSTING=/jobs/bitewell-aligners.html sh /tests/library'
in_root 'apt-get purge -y "rolecall*" "librolecall*"'
left=$(chroot "$root" sh -c 'find /usr /etc /var/lib -iname "*rolecall*" | grep -v "^/var/lib/dpkg/info/format" || true')
[ -z "$left" ] || { echo "deb: left behind: $left"; exit 1; }
echo "deb: installed, used and removed without a trace"
