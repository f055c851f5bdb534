#include "datatext.h"

#include "../base/ascii.h"
#include "html.h"
#include "json_scan.h"

enum { PATH_BYTES = 160, PATH_DEPTH = 12, MAX_POSTINGS = 64 };

/* Walks the members of one object: the path of keys to a value, arrays not counted ("jobLocation.address"). */
struct walk {
  struct json_scan scan;
  struct str in;
  char path[PATH_BYTES];
  size_t ends[PATH_DEPTH + 1]; /* where the path ends at each depth of objects */
  size_t objects;
};

static void walk_open(struct walk *w, struct str in, size_t at, size_t limit) {
  w->in = in;
  w->objects = 0;
  w->ends[0] = 0;
  w->path[0] = '\0';
  json_scan_open(&w->scan, in, at, limit);
}

static void set_key(struct walk *w, struct str key) {
  if (w->objects == 0 || w->objects > PATH_DEPTH) return;
  size_t from = w->ends[w->objects - 1], need = key.len + (from ? 1 : 0);
  if (from + need + 1 >= PATH_BYTES) need = 0;
  if (need) {
    if (from) w->path[from] = '.';
    memcpy(w->path + from + (from ? 1 : 0), key.ptr, key.len);
  }
  w->ends[w->objects] = from + need;
  w->path[from + need] = '\0';
}

/* The next scalar with its path in w->path; false at the end. */
static bool walk_next(struct walk *w, struct json_token *t) {
  for (;;) {
    *t = json_scan_next(&w->scan);
    switch ((int)t->kind) {
      case JSON_END:
      case JSON_BROKEN: return false;
      case JSON_OBJECT:
        if (w->objects < PATH_DEPTH + 1) w->objects++;
        if (w->objects <= PATH_DEPTH) w->ends[w->objects] = w->ends[w->objects - 1];
        break;
      case JSON_OBJECT_END:
        if (w->objects) w->objects--;
        w->path[w->objects <= PATH_DEPTH ? w->ends[w->objects] : 0] = '\0';
        break;
      case JSON_ARRAY:
      case JSON_ARRAY_END: break;
      case JSON_KEY: set_key(w, str_sub(w->in, t->start, t->end)); break;
      default: return true;
    }
  }
}

/* ---- finding JobPosting objects ---- */

struct found {
  const struct page_data *data;
  size_t at[MAX_POSTINGS];
  size_t count;
  bool too_deep;
};

/* The offsets of the objects whose @type is, or lists, JobPosting. The type may come last, so starts are kept by depth.
 */
static void find_postings(const struct page_data *data, size_t limit, struct found *out) {
  struct json_scan scan;
  size_t starts[JSON_DEPTH_MOST + 2], type_depth = SIZE_MAX;
  json_scan_open(&scan, data->bytes, 0, limit);
  for (;;) {
    struct json_token t = json_scan_next(&scan);
    out->too_deep = scan.too_deep;
    if (t.kind == JSON_END || t.kind == JSON_BROKEN) return;
    struct str s = str_sub(data->bytes, t.start, t.end);
    if (t.kind == JSON_OBJECT && t.depth <= JSON_DEPTH_MOST) starts[t.depth] = t.start;
    if (t.kind == JSON_KEY) type_depth = str_eq(s, STR("@type")) ? t.depth : SIZE_MAX;
    if (t.kind != JSON_STRING || type_depth == SIZE_MAX || type_depth == 0 || type_depth > JSON_DEPTH_MOST) continue;
    if (t.depth != type_depth && t.depth != type_depth + 1) continue;
    bool is = str_eq(s, STR("JobPosting")) || str_ends(s, STR("schema.org/JobPosting"));
    if (is && out->count < MAX_POSTINGS) out->at[out->count++] = starts[type_depth - 1];
  }
}

/* ---- reading one ---- */

struct reading {
  const struct page_data *data;
  const struct extract_options *options;
  struct arena *arena;
  struct job_data *out;
  struct err *err;
  struct str min, max, value, currency, unit;
};

/* A value without markup and character references: "R&amp;D", "<b>Cook</b>". */
static enum status plain_value(struct reading *r, struct field *f) {
  struct page inner;
  bool markup = str_chr(f->value, '&') || str_chr(f->value, '<');
  if (!markup) {
    struct str t = ascii_trim(f->value);
    f->at = (uint32_t)(t.ptr - f->value.ptr);
    f->value = t;
    return ST_OK;
  }
  inner = (struct page){.charset = STR("utf-8")};
  enum status st = html_read(f->value, f->map, r->options, r->arena, &inner, r->err);
  if (st == ST_FATAL) return st;
  if (st >= ST_FAIL || inner.block_count == 0) return ST_OK;
  const struct raw_block *b = &inner.blocks[0];
  *f = (struct field){.value = str_sub(inner.text, b->start, (size_t)b->start + b->len),
                      .map = inner.map,
                      .at = b->start,
                      .from = f->from};
  return ST_OK;
}

static enum status take_string(struct reading *r, struct json_token t, struct field *to, bool plain) {
  if (to->value.len || t.start == t.end) return ST_OK;
  struct field f = {.from = "json-ld"};
  enum status st = json_text(r->data->bytes, t, r->data->map, r->arena, &f.value, &f.map, r->err);
  if (st != ST_OK) return st;
  if (ascii_trim(f.value).len == 0 || ascii_eq_nocase(f.value, STR("null"))) return ST_OK;
  if (plain) {
    st = plain_value(r, &f);
    if (st != ST_OK) return st;
    if (f.value.len > 300) return ST_OK;
  }
  *to = f;
  return ST_OK;
}

static bool path_is(const char *path, const char *a, const char *b) {
  return strcmp(path, a) == 0 || (b && strcmp(path, b) == 0);
}

static enum status take_value(struct reading *r, const char *path, struct json_token t) {
  struct job_data *o = r->out;
  struct str raw = str_sub(r->data->bytes, t.start, t.end);
  if (t.kind == JSON_NUMBER || t.kind == JSON_STRING) {
    if (path_is(path, "baseSalary.value.minValue", "baseSalary.minValue")) return r->min = raw, ST_OK;
    if (path_is(path, "baseSalary.value.maxValue", "baseSalary.maxValue")) return r->max = raw, ST_OK;
    if (path_is(path, "baseSalary.value.value", "baseSalary.value")) return r->value = raw, ST_OK;
    if (path_is(path, "baseSalary.currency", "salaryCurrency")) return r->currency = raw, ST_OK;
    if (path_is(path, "baseSalary.value.unitText", "baseSalary.unitText")) return r->unit = raw, ST_OK;
  }
  if (t.kind != JSON_STRING) return ST_OK;
  if (path_is(path, "title", NULL)) return take_string(r, t, &o->title, true);
  if (path_is(path, "hiringOrganization.name", "hiringOrganization")) return take_string(r, t, &o->company, true);
  if (path_is(path, "datePosted", NULL)) return take_string(r, t, &o->date, true);
  if (path_is(path, "employmentType", NULL)) return take_string(r, t, &o->type, true);
  if (path_is(path, "jobLocation.address.addressLocality", "jobLocation.addressLocality"))
    return take_string(r, t, &o->place, true);
  if (path_is(path, "jobLocation.address", "jobLocation")) return take_string(r, t, &o->region, true);
  if (path_is(path, "jobLocation.name", NULL)) return take_string(r, t, &o->region, true);
  if (path_is(path, "jobLocation.address.addressRegion", NULL)) return take_string(r, t, &o->region, true);
  if (path_is(path, "jobLocation.address.addressCountry", "jobLocation.address.addressCountry.name"))
    return take_string(r, t, &o->country, true);
  if (path_is(path, "jobLocationType", NULL)) o->remote = o->remote || ascii_find_nocase(raw, STR("telecommute")) >= 0;
  if (path_is(path, "description", NULL)) {
    enum status st = take_string(r, t, &o->description, false);
    if (st == ST_OK) o->description_map = o->description.map;
    return st;
  }
  return ST_OK;
}

static size_t append(char *to, size_t at, size_t size, struct str s) {
  if (at + s.len >= size) return at;
  memcpy(to + at, s.ptr, s.len);
  return at + s.len;
}

/* "30000 - 40000 USD / YEAR": put together, so it maps to nothing. */
static enum status make_salary(struct reading *r) {
  enum { SIZE = 160 };
  struct str low = r->min.len ? r->min : r->value, high = r->max;
  if (low.len == 0 || str_eq(low, STR("0"))) return ST_OK;
  char *text = ARENA_NEW(r->arena, SIZE, char);
  if (!text) return err_memory(r->err);
  size_t n = append(text, 0, SIZE, low);
  if (high.len && !str_eq(low, high)) n = append(text, append(text, n, SIZE, STR(" - ")), SIZE, high);
  if (r->currency.len && r->currency.len <= 4) n = append(text, append(text, n, SIZE, STR(" ")), SIZE, r->currency);
  if (r->unit.len && r->unit.len <= 12) n = append(text, append(text, n, SIZE, STR(" / ")), SIZE, r->unit);
  r->out->salary = (struct field){.value = {text, n}, .from = "json-ld"};
  return ST_OK;
}

static enum status read_posting(struct reading *r, size_t at) {
  struct walk *w = ARENA_NEW(r->arena, 1, struct walk);
  struct json_token t;
  if (!w) return err_memory(r->err);
  walk_open(w, r->data->bytes, at, r->options->limits.json_depth);
  while (walk_next(w, &t)) {
    enum status st = take_value(r, w->path, t);
    if (st != ST_OK) return st;
  }
  return make_salary(r);
}

enum status data_read(const struct page *page, const struct extract_options *options, struct arena *a,
                      struct job_data *out, struct err *e) {
  *out = (struct job_data){0};
  for (size_t i = 0; i < page->data_count; i++) {
    if (!page->data[i].is_json_ld) continue;
    struct found found = {.data = &page->data[i]};
    find_postings(&page->data[i], options->limits.json_depth, &found);
    out->too_deep |= found.too_deep;
    for (size_t k = 0; k < found.count; k++) {
      struct job_data other = {0};
      struct reading r = {
          .data = &page->data[i], .options = options, .arena = a, .err = e, .out = out->postings ? &other : out};
      enum status st = read_posting(&r, found.at[k]);
      if (st != ST_OK) return st;
      if (out->postings == 0 || !str_eq(other.title.value, out->title.value)) out->postings++;
    }
  }
  return ST_OK;
}

/* ---- state of script-built pages ---- */

/* Where the JSON of a data script begins: at once, or behind `window.__NAME__ =`. SIZE_MAX: no such thing. */
static size_t state_start(const struct page_data *d) {
  struct str s = d->bytes;
  size_t at = 0;
  while (at < s.len && ascii_is_space(s.ptr[at])) at++;
  if (at < s.len && (s.ptr[at] == '{' || s.ptr[at] == '[')) return at;
  ptrdiff_t w = ascii_find_nocase(s, STR("window.__"));
  if (w < 0) return SIZE_MAX;
  for (at = (size_t)w + 9; at < s.len && s.ptr[at] != '='; at++)
    if (!ascii_is_alnum(s.ptr[at]) && s.ptr[at] != '_' && s.ptr[at] != '$' && s.ptr[at] != ' ' && s.ptr[at] != '.')
      return SIZE_MAX;
  for (at++; at < s.len && ascii_is_space(s.ptr[at]); at++) continue;
  return at < s.len && s.ptr[at] == '{' ? at : SIZE_MAX;
}

/* Keys under which a description stands; longer ones end in them ("jobDescription", "descriptionHtml"). */
static bool is_description_key(const char *path) {
  const char *dot = strrchr(path, '.');
  struct str key = str_of(dot ? dot + 1 : path);
  return ascii_find_nocase(key, STR("description")) >= 0 || ascii_eq_nocase(key, STR("content")) ||
         ascii_eq_nocase(key, STR("body")) || ascii_eq_nocase(key, STR("jobAd")) || ascii_eq_nocase(key, STR("html"));
}

enum status data_state_text(const struct page *page, const struct extract_options *options, struct arena *a,
                            struct job_data *out, struct err *e) {
  enum { LEAST = 300 };
  struct walk *w = ARENA_NEW(a, 1, struct walk);
  struct json_token t, best = {0};
  const struct page_data *in = NULL;
  if (!w) return err_memory(e);
  for (size_t i = 0; i < page->data_count; i++) {
    size_t at = page->data[i].is_json_ld ? SIZE_MAX : state_start(&page->data[i]);
    if (at == SIZE_MAX) continue;
    walk_open(w, page->data[i].bytes, at, options->limits.json_depth);
    while (walk_next(w, &t)) {
      if (t.kind != JSON_STRING || t.end - t.start < LEAST || t.end - t.start <= best.end - best.start) continue;
      if (is_description_key(w->path)) best = t, in = &page->data[i];
    }
    out->too_deep |= w->scan.too_deep;
  }
  if (!in) return ST_OK;
  struct reading r = {.data = in, .options = options, .arena = a, .err = e, .out = out};
  out->description = (struct field){0};
  enum status st = take_string(&r, best, &out->description, false);
  out->description.from = "state";
  out->description_map = out->description.map;
  return st;
}
