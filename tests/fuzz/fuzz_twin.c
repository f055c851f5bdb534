/* The pruning pass against the whole page: what it leaves out is nothing that a reader would see, so the text is the
   same without it. The input spells a well-formed page, a byte a piece: on broken markup libxml2 2.9.14 parts from
   HTML5 where the pass does not, and there they may differ. */
#include "must.h"

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/page.h"

enum { DEPTH_MAX = 40 };

/* Elements that may stand in each other; the others come whole, as pieces. */
static const char *const tags[] = {"div", "section", "article", "header", "main"};
static const char *const pieces[] = {"Plan the shifts. ",
                                     "You run our site",
                                     " &amp; ",
                                     "&#8211;",
                                     "&nbsp;",
                                     "caf\xC3\xA9 ",
                                     "<p>You lead.</p>",
                                     "<ul><li>Plan<li>Lead</ul>",
                                     "<b>Lead</b>",
                                     "<span class=x>teams </span>",
                                     "<h2>Duties</h2>",
                                     "<a href=x>Apply</a>",
                                     "<table><tr><td>Pay</td><td>Good</td></tr></table>",
                                     "\n",
                                     "  ",
                                     "<br>",
                                     "<hr>",
                                     "<!-- a comment -->",
                                     "<script>var a = 1;</script>",
                                     "<style>p{color:red}</style>",
                                     "<img src=x alt=\"a site\">",
                                     "<svg><path d=\"M0 0\"/></svg>",
                                     "<noscript><p>no</p></noscript>",
                                     "<template><p>none</p></template>",
                                     "1 < 2 ",
                                     "<script type=\"application/ld+json\">{\"@type\":\"Thing\"}</script>",
                                     "<input value=x>",
                                     "\xE2\x80\xA2 ",
                                     "a > b "};
static const char *const attributes[] = {
    "",        " class=\"job\"",           " id=x",           " style=\"color: red\"", " data-x='y z'",
    " hidden", " href=\"/a?b=1&amp;c=2\"", " title=\"a > b\""};

static void put(struct buf *out, const char *z) {
  buf_add(out, str_of(z));
}

static void spell(const uint8_t *data, size_t size, struct buf *out) {
  const char *open[DEPTH_MAX];
  size_t depth = 0;
  put(out,
      "<!DOCTYPE html><html><head><meta charset=utf-8><title>Head of Operations</title></head><body><h1>Head</h1>");
  for (size_t i = 0; i < size; i++) {
    uint8_t kind = data[i] >> 6, n = data[i] & 63;
    if (kind == 0 && depth < DEPTH_MAX) {
      open[depth] = tags[n % (sizeof tags / sizeof *tags)];
      buf_format(out, "<%s%s>", open[depth], attributes[n / 8]);
      depth++;
    } else if (kind == 1 && depth) {
      buf_format(out, "</%s>", open[--depth]);
    } else {
      put(out, pieces[n % (sizeof pieces / sizeof *pieces)]);
    }
  }
  while (depth) buf_format(out, "</%s>", open[--depth]);
  put(out, "</body></html>");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 4096) return 0;
  struct buf html = {0};
  struct arena arena;
  struct page with, without;
  struct extract_options options = {.limits = limits_default()};
  extract_global_init();
  arena_init(&arena, 64u << 20);
  spell(data, size, &html);
  struct document doc = {.bytes = buf_str(&html), .media = MEDIA_HTML};
  MUST(page_read(&doc, &options, &arena, &with, NULL) == ST_OK);
  options.no_scan = true;
  MUST(page_read(&doc, &options, &arena, &without, NULL) == ST_OK);
  if (!str_eq(with.text, without.text))
    fprintf(stderr, "%.*s\n--- with\n%.*s\n--- without\n%.*s\n", (int)html.len, html.ptr, (int)with.text.len,
            with.text.ptr, (int)without.text.len, without.text.ptr);
  MUST(str_eq(with.text, without.text));
  arena_free(&arena);
  buf_free(&html);
  return 0;
}
