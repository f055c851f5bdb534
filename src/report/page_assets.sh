#!/bin/sh
# page.css and page.js as a C header on stdout, with the hash by which the page's policy names each.
# usage: page_assets.sh FOLDER
set -eu
for name in css js; do
  echo "static const unsigned char page_$name[] = {"
  od -An -v -tu1 "$1/page.$name" | awk '{ gsub(/ +/, ","); sub(/^,/, ""); print $0 "," }'
  echo "};"
  upper=$(echo "$name" | tr cjs CJS)
  # sha256 in hexadecimal to base64: four bits at a time are taken in, six at a time given out
  sha256sum "$1/page.$name" | awk -v name="$upper" '{
    base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (i = 1; i <= 64; i++) {
      held = held * 16 + index("0123456789abcdef", substr($1, i, 1)) - 1
      bits += 4
      while (bits >= 6) { bits -= 6; top = int(held / 2 ^ bits); out = out substr(base64, top + 1, 1); held -= top * 2 ^ bits }
    }
    out = out substr(base64, held * 2 ^ (6 - bits) + 1, 1) "="
    print "#define PAGE_" name "_HASH \"sha256-" out "\""
  }'
done
