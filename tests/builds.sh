#!/bin/sh
# Everything with gcc and with clang, where a warning is an error; then without libmicrohttpd, where all but the local
# page must be there and say so. Into the folder $1.
set -eu
into=$1
mkdir -p "$into"
quiet() { "$@" >"$into/log" 2>&1 || { tail -n 40 "$into/log"; echo "builds: failed: $*"; exit 1; }; }
for compiler in gcc clang; do
  units=$(ls tests/unit/test_*.c | sed "s|tests/unit/\(.*\)\.c|$into/$compiler/tests/\1|")
  quiet make -j2 CI=true CC=$compiler BUILD="$into/$compiler" all shared $units
  echo "ok $compiler: no warning"
done
cat >"$into/pkg-config" <<'END'
#!/bin/sh
case "$*" in *libmicrohttpd*) exit 1 ;; esac
exec pkg-config "$@"
END
chmod +x "$into/pkg-config"
quiet make -j2 CI=true CC=gcc PKG_CONFIG="$into/pkg-config" BUILD="$into/without" all
[ ! -e "$into/without/rolecall-serve" ] || { echo "not ok: rolecall-serve was built without libmicrohttpd"; exit 1; }
"$into/without/rolecall" --version | grep -q '^rolecall serve: not here' || { echo 'not ok: --version'; exit 1; }
status=0
"$into/without/rolecall" serve >"$into/log" 2>&1 || status=$?
[ $status = 2 ] && grep -q libmicrohttpd "$into/log" || { echo 'not ok: rolecall serve'; cat "$into/log"; exit 1; }
"$into/without/rolecall" corpus/postings/bitewell-aligners.html | grep -q 'Head of Operations'
echo 'ok without libmicrohttpd: all but the local page, and it says so'
