#!/bin/sh
# Runs of several workers with a build under ThreadSanitizer, which ends with 66 at the first race: tests/tsan.sh BUILD
set -eu
build=$1
top=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TSAN_OPTIONS='halt_on_error=1 exitcode=66' ROLECALL_LEXICON="$top/lexicons/operations"
passed=0 failed=0

# NAME EXIT ARGUMENTS...
check() {
  name=$1 want=$2
  shift 2
  got=0
  "$build/rolecall" "$@" >"$scratch/out" 2>"$scratch/err" <"$scratch/in" || got=$?
  if [ "$got" = "$want" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL $name: exit $got"
    tail -40 "$scratch/err"
  fi
}

cd "$top"
: >"$scratch/in"
check 'a folder, jsonl' 0 -j4 -f jsonl corpus/postings
check 'text with its table' 2 -j4 -f text corpus/postings tests/golden/folder
check 'extract' 0 extract -j4 -f jsonl corpus/postings
check 'split, json' 0 -j8 -f json --split corpus/postings
check 'a lexicon with regular expressions' 2 -j4 -f jsonl --lexicon tests/golden/tiny tests/golden/folder corpus/postings
check 'output with its state' 2 -j4 -f jsonl -o "$scratch/o" --checkpoint 0.01 --errors "$scratch/e" corpus/postings tests/golden/folder
"$build/rolecall" extract -q -f jsonl corpus/postings >"$scratch/in" 2>/dev/null
check 'lines' 0 --stream -j4
if "$build/tests/threads" lexicons/operations 4 corpus/postings/*.html >"$scratch/out" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo 'FAIL the library with threads'; tail -40 "$scratch/out"; fi
if "$build/tests/test_pool" >"$scratch/out" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo 'FAIL test_pool'; tail -40 "$scratch/out"; fi
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
