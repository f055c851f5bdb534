# Files to C: reads "file NAME" and then its bytes as od writes them; writes the table that assets.c includes.
# page/page.html is "/"; a posting is "/examples/NAME" and goes out as plain text, so that no browser ever runs it.
$1 == "file" {
  if (n++) print "};"
  name = $2
  sub(/.*\//, "", name)
  ending = name
  sub(/.*\./, "", ending)
  types["html"] = "text/html; charset=utf-8"; types["css"] = "text/css; charset=utf-8"
  types["js"] = "text/javascript; charset=utf-8"; types["svg"] = "image/svg+xml"; types["txt"] = "text/plain; charset=utf-8"
  if (!(ending in types)) { print "assets.awk: what is " $2 "?" > "/dev/stderr"; exit 1 }
  path[n] = name == "page.html" ? "/" : $2 ~ /postings\// ? "/examples/" name : "/" name
  type[n] = $2 ~ /postings\// ? "text/plain; charset=utf-8" : types[ending]
  print "static const unsigned char asset_" n "[] = {"
  next
}
{ gsub(/ +/, ","); sub(/^,/, ""); print $0 "," }
END {
  print "};\nstatic const struct asset assets[] = {"
  for (i = 1; i <= n; i++)
    print "    {\"" path[i] "\", \"" type[i] "\", {(const char *)asset_" i ", sizeof asset_" i "}},"
  print "};"
}
