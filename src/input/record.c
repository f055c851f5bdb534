#include "record.h"

#include "../base/ascii.h"
#include "../base/kind.h"

/* Names as data sets and job boards have them, without capitals, spaces and signs; the best first within a field. */
static const struct {
  const char *name;
  enum record_field field;
  enum media media;
} names[] = {
    {"id", FIELD_ID, 0},
    {"jobid", FIELD_ID, 0},
    {"postingid", FIELD_ID, 0},
    {"jobpostingid", FIELD_ID, 0},
    {"uniqid", FIELD_ID, 0},
    {"uid", FIELD_ID, 0},
    {"uuid", FIELD_ID, 0},
    {"guid", FIELD_ID, 0},
    {"title", FIELD_TITLE, 0},
    {"jobtitle", FIELD_TITLE, 0},
    {"positiontitle", FIELD_TITLE, 0},
    {"postingtitle", FIELD_TITLE, 0},
    {"position", FIELD_TITLE, 0},
    {"positionname", FIELD_TITLE, 0},
    {"jobname", FIELD_TITLE, 0},
    {"designation", FIELD_TITLE, 0},
    {"html", FIELD_BODY, MEDIA_HTML},
    {"descriptionhtml", FIELD_BODY, MEDIA_HTML},
    {"jobdescriptionhtml", FIELD_BODY, MEDIA_HTML},
    {"text", FIELD_BODY, MEDIA_TEXT},
    {"description", FIELD_BODY, MEDIA_GUESS},
    {"jobdescription", FIELD_BODY, MEDIA_GUESS},
    {"fulldescription", FIELD_BODY, MEDIA_GUESS},
    {"jobdesc", FIELD_BODY, MEDIA_GUESS},
    {"body", FIELD_BODY, MEDIA_GUESS},
    {"content", FIELD_BODY, MEDIA_GUESS},
    {"jobtext", FIELD_BODY, MEDIA_GUESS},
    {"posting", FIELD_BODY, MEDIA_GUESS},
    {"jobposting", FIELD_BODY, MEDIA_GUESS},
    {"details", FIELD_BODY, MEDIA_GUESS},
    {"jobdetails", FIELD_BODY, MEDIA_GUESS},
    {"jobsummary", FIELD_BODY, MEDIA_GUESS},
    {"company", FIELD_COMPANY, 0},
    {"companyname", FIELD_COMPANY, 0},
    {"employer", FIELD_COMPANY, 0},
    {"employername", FIELD_COMPANY, 0},
    {"hiringorganization", FIELD_COMPANY, 0},
    {"organization", FIELD_COMPANY, 0},
    {"organisation", FIELD_COMPANY, 0},
    {"location", FIELD_LOCATION, 0},
    {"joblocation", FIELD_LOCATION, 0},
    {"city", FIELD_LOCATION, 0},
    {"url", FIELD_URL, 0},
    {"joburl", FIELD_URL, 0},
    {"link", FIELD_URL, 0},
    {"joblink", FIELD_URL, 0},
    {"label", FIELD_LABEL, 0},
    {"quotes", FIELD_QUOTES, 0},
    {"quote1", FIELD_QUOTES, 0},
    {"quote2", FIELD_QUOTES, 0},
};
enum { NAME_BYTES = 32 };

/* What a person calls the fields in --columns. */
static const struct {
  const char *name;
  enum record_field field;
  enum media media;
} given[] = {{"id", FIELD_ID, 0},
             {"title", FIELD_TITLE, 0},
             {"html", FIELD_BODY, MEDIA_HTML},
             {"text", FIELD_BODY, MEDIA_TEXT},
             {"description", FIELD_BODY, MEDIA_GUESS},
             {"company", FIELD_COMPANY, 0},
             {"location", FIELD_LOCATION, 0},
             {"url", FIELD_URL, 0},
             {"label", FIELD_LABEL, 0},
             {"employer", FIELD_EMPLOYER, 0},
             {"quotes", FIELD_QUOTES, 0}};

/* The next "name=COLUMN"; the number of its name in `given`, or -1 for a name that is none, -2 at the end. */
static int next_given(struct str spec, size_t *at, struct str *column) {
  if (*at >= spec.len) return -2;
  const char *comma = memchr(spec.ptr + *at, ',', spec.len - *at);
  struct str item = str_sub(spec, *at, comma ? (size_t)(comma - spec.ptr) : spec.len);
  *at += item.len + 1;
  const char *equals = str_chr(item, '=');
  *column = item;
  if (!equals) return -1;
  struct str name = ascii_trim(str_sub(item, 0, (size_t)(equals - item.ptr)));
  *column = ascii_trim(str_sub(item, (size_t)(equals - item.ptr) + 1, item.len));
  for (int i = 0; column->len && i < (int)(sizeof given / sizeof *given); i++)
    if (str_eq(name, str_of(given[i].name))) return i;
  *column = item;
  return -1;
}

enum record_field columns_next(struct columns columns, size_t *at, struct str *column) {
  int n = next_given(columns.spec, at, column);
  return n < 0 ? FIELD_NONE : given[n].field;
}

bool columns_check(struct str spec, struct err *e) {
  struct str column;
  int n = 0;
  for (size_t at = 0; n >= 0;) n = next_given(spec, &at, &column);
  if (n == -2) return true;
  err_set(e, ERR_USAGE,
          "--columns: \"%.*s\" is not FIELD=COLUMN, where FIELD is id, title, html, text, description, "
          "company, location, url, label, employer or quotes",
          (int)(column.len < 60 ? column.len : 60), column.ptr);
  return false;
}

struct field_name field_named(struct columns columns, struct str name) {
  struct str column;
  char plain[NAME_BYTES];
  size_t len = 0;
  int n;
  for (size_t at = 0; (n = next_given(columns.spec, &at, &column)) >= 0;)
    if (ascii_eq_nocase(column, ascii_trim(name))) return (struct field_name){given[n].field, 0, given[n].media};
  for (size_t i = 0; i < name.len; i++) {
    if (name.ptr[i] == '_' || name.ptr[i] == '-' || ascii_is_space(name.ptr[i])) continue;
    if (len == sizeof plain) return (struct field_name){.field = FIELD_NONE};
    plain[len++] = ascii_lower(name.ptr[i]);
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (str_eq((struct str){plain, len}, str_of(names[i].name)))
      return (struct field_name){names[i].field, (uint8_t)(i + 1), names[i].media};
  return (struct field_name){.field = FIELD_NONE};
}

void record_put(struct record *r, struct field_name name, struct str value) {
  if (name.field == FIELD_NONE || ascii_trim(value).len == 0) return;
  /* who employs, for evaluation, is the column called employer before the one called company */
  if (name.field == FIELD_COMPANY && name.rank && str_starts(str_of(names[name.rank - 1].name), STR("employer")))
    record_put(r, (struct field_name){.field = FIELD_EMPLOYER}, value);
  if (r->values[name.field].len && r->ranks[name.field] <= name.rank) return;
  r->values[name.field] = value;
  r->ranks[name.field] = name.rank;
  if (name.field == FIELD_BODY) r->media = name.media;
}

enum status record_document(const struct record *r, struct document *doc, struct err *e) {
  doc->id = r->values[FIELD_ID];
  doc->title = r->values[FIELD_TITLE];
  doc->company = r->values[FIELD_COMPANY];
  doc->location = r->values[FIELD_LOCATION];
  doc->url = r->values[FIELD_URL];
  doc->label = r->values[FIELD_LABEL];
  doc->group = r->values[FIELD_EMPLOYER].len ? r->values[FIELD_EMPLOYER] : r->values[FIELD_COMPANY];
  doc->reasons = r->values[FIELD_QUOTES];
  doc->bytes = r->values[FIELD_BODY];
  doc->media = r->media;
  if (doc->media == MEDIA_GUESS) doc->media = kind_is_html(doc->bytes) ? MEDIA_HTML : MEDIA_TEXT;
  if (doc->bytes.len) return ST_OK;
  err_set(e, ERR_EMPTY, "no text: there is no html, text or description field with anything in it");
  return ST_FAIL;
}
