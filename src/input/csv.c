#include "csv.h"

#include <stdlib.h>

#include "../base/ascii.h"
#include "../base/utf8.h"

enum { NAME_BYTES = 100, ROWS_LOOKED_AT = 4, NAMELESS_COLUMNS = 3, QUOTES = 8 };

/* A cell of text that is all there; *at moves behind the sign or line end that ends it. */
struct cell {
  struct str text;  /* still with its quotes doubled */
  bool last, whole; /* last: a line ends behind it; whole: its end was seen */
};

static struct cell cell_at(struct str s, size_t *at, char sign) {
  size_t i = *at, start = i, end;
  if (i < s.len && s.ptr[i] == '"') {
    for (start = ++i; i < s.len; i++)
      if (s.ptr[i] == '"' && (i + 1 >= s.len || s.ptr[i + 1] != '"'))
        break;
      else
        i += s.ptr[i] == '"';
    end = i < s.len ? i : s.len;
    while (i < s.len && s.ptr[i] != sign && s.ptr[i] != '\n' && s.ptr[i] != '\r') i++;
  } else {
    while (i < s.len && s.ptr[i] != sign && s.ptr[i] != '\n' && s.ptr[i] != '\r') i++;
    end = i;
  }
  struct cell cell = {.text = str_sub(s, start, end), .whole = i < s.len};
  cell.last = cell.whole && s.ptr[i] != sign;
  if (cell.last && s.ptr[i] == '\r' && i + 1 < s.len && s.ptr[i + 1] == '\n') i++;
  *at = i < s.len ? i + 1 : s.len;
  return cell;
}

/* Cells of the row at *at, which moves behind it. 0: the row does not end within the bytes. */
static size_t cells_of(struct str s, size_t *at, char sign) {
  for (size_t n = 1; *at < s.len; n++) {
    struct cell cell = cell_at(s, at, sign);
    if (cell.last) return n;
  }
  return 0;
}

/* Behind the line ends that stand at `at`. */
static size_t skip_empty(struct str s, size_t at) {
  while (at < s.len && (s.ptr[at] == '\n' || s.ptr[at] == '\r')) at++;
  return at;
}

/* A header is a row of names: short, none empty but at the end, without signs of prose. */
static bool is_header(struct str s, char sign, struct columns columns, size_t *count, size_t *known, bool *text) {
  size_t at = 0;
  *count = *known = 0;
  *text = false;
  for (bool last = false; !last && at < s.len;) {
    struct cell cell = cell_at(s, &at, sign);
    struct str name = ascii_trim(cell.text);
    last = cell.last || !cell.whole;
    if (name.len > NAME_BYTES || (name.len == 0 && *count && !last)) return false;
    if (name.len && (name.ptr[name.len - 1] == '.' || str_chr(name, '<'))) return false;
    enum record_field field = field_named(columns, name).field;
    *text = *text || field == FIELD_BODY;
    *known += field != FIELD_NONE;
    ++*count;
  }
  return *count >= 2;
}

/* Whether the rows behind the header have as many cells as it, so that it is a table whatever its names. */
static bool rows_agree(struct str s, char sign, size_t count) {
  size_t at = 0, rows = 0;
  (void)cells_of(s, &at, sign);
  for (; rows < ROWS_LOOKED_AT; rows++)
    if (cells_of(s, &at, sign) != count) break;
  return rows >= 2 && (rows == ROWS_LOOKED_AT || at >= s.len);
}

/* Bytes of a byte order mark, and of a line "sep=;" as Excel knows it. */
static size_t before_header(struct str s, char *sign) {
  size_t at = str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0;
  *sign = 0;
  s = str_sub(s, at, s.len);
  if (s.len < 6 || !str_starts(s, STR("sep="))) return at;
  size_t end = s.ptr[5] == '\r' && s.len > 6 && s.ptr[6] == '\n' ? 7 : s.ptr[5] == '\n' ? 6 : 0;
  if (end) *sign = s.ptr[4];
  return at + end;
}

/* Whether a row of a table whose header stands apart begins here: it has a cell for each name, or the bytes end before
   its last one, and either the names are known or the rows behind it have as many. */
static bool row_fits_exactly(struct str s, char sign, size_t count, size_t known) {
  size_t at = 0, cells = 0;
  struct cell cell = {.whole = true};
  for (; cell.whole && !cell.last && at < s.len; cells++) cell = cell_at(s, &at, sign);
  bool fits = cell.whole ? cells == count : cells >= 2 && cells <= count;
  return fits && (known > 1 || rows_agree(s, sign, count));
}

/* Whether the row behind the header could be one of the table: prose that follows a line with commas is not. Where the
   header knows several fields a row with too many cells is a broken row. */
static bool first_row_fits(struct str s, char sign, size_t count, size_t known, bool captioned) {
  size_t at = 0;
  if (cells_of(s, &at, sign) == 0) return false;
  size_t row = skip_empty(s, at);
  if (row == s.len) return !captioned;
  if (captioned || row > at) return row_fits_exactly(str_sub(s, row, s.len), sign, count, known);
  size_t cells = cells_of(s, &at, sign);
  return cells == 0 || (cells >= 2 && (cells <= count || known > 1));
}

/* As csv_look, where the header is the first line of `rest`; *sign is what must part its cells, or 0. */
static enum table_kind look_at(struct str rest, struct columns columns, bool captioned, char *sign,
                               struct str *header) {
  enum table_kind kind = TABLE_NONE;
  size_t most = 1;
  const char signs[] = {*sign ? *sign : ',', *sign ? 0 : ';', '\t', '|', 0};
  for (const char *c = signs; *c; c++) {
    size_t count, known, at = 0;
    bool text;
    if (captioned && rest.len && rest.ptr[0] == *c) continue; /* a table of Markdown under its heading */
    if (!is_header(rest, *c, columns, &count, &known, &text) || count <= most) continue;
    if (text ? !first_row_fits(rest, *c, count, known, captioned)
             : captioned || count < NAMELESS_COLUMNS || !rows_agree(rest, *c, count))
      continue;
    most = count;
    kind = text ? TABLE_NAMED : TABLE_NAMELESS;
    *sign = *c;
    (void)cells_of(rest, &at, *c);
    *header = str_sub(rest, 0, at);
  }
  return kind;
}

enum table_kind csv_look(struct str begin, struct columns columns, char *sign, struct str *header) {
  struct str rest = str_sub(begin, before_header(begin, sign), begin.len);
  rest = str_sub(rest, skip_empty(rest, 0), rest.len);
  enum table_kind kind = look_at(rest, columns, false, sign, header);
  if (kind != TABLE_NONE) return kind;
  size_t line = 0; /* a caption, as programs write it over what they export */
  while (line < rest.len && rest.ptr[line] != '\n' && rest.ptr[line] != '\r') line++;
  return look_at(str_sub(rest, skip_empty(rest, line), rest.len), columns, true, sign, header);
}

void csv_init(struct csv *c, struct stream *in, struct columns columns, const struct limits *limits) {
  *c = (struct csv){.in = in, .columns = columns, .limits = limits};
}

void csv_free(struct csv *c) {
  free(c->names);
  c->names = NULL;
}

/* A person's column must be there: a slip would silently leave a field empty. */
static enum status check_given(const struct csv *c, struct str header, struct err *e) {
  struct str wanted;
  for (size_t at = 0; columns_next(c->columns, &at, &wanted) != FIELD_NONE;) {
    bool found = false;
    size_t place = 0;
    for (size_t i = 0; i < c->column_count; i++)
      found = ascii_eq_nocase(ascii_trim(cell_at(header, &place, c->sign).text), wanted) || found;
    if (found) continue;
    err_set(e, ERR_USAGE, "no column \"%.*s\" in this table (--columns)", (int)(wanted.len < 60 ? wanted.len : 60),
            wanted.ptr);
    return ST_FAIL;
  }
  return ST_OK;
}

static enum status nameless(struct str header, struct err *e) {
  char shown[101];
  size_t n = 0;
  for (; n < header.len && n < sizeof shown - 1 && header.ptr[n] != '\n' && header.ptr[n] != '\r'; n++)
    shown[n] = header.ptr[n] == '\t' ? ',' : header.ptr[n];
  shown[n] = '\0';
  err_set(e, ERR_FORMAT, "a table, but which column holds the text? Say --columns text=COLUMN; they are: %s", shown);
  return ST_FAIL;
}

static enum status read_header(struct csv *c, struct err *e) {
  struct str begin, header = STR_NONE;
  enum status status = stream_peek(c->in, STREAM_BYTES, &begin, e);
  if (status != ST_OK) return status;
  enum table_kind kind = csv_look(begin, c->columns, &c->sign, &header);
  if (kind == TABLE_NAMELESS) return nameless(header, e);
  if (kind == TABLE_NONE) {
    err_set(e, ERR_FORMAT,
            "not a table: its first line should be the names of columns, parted by comma, semicolon, tab or bar");
    return ST_FAIL;
  }
  size_t at = 0;
  c->column_count = cells_of(header, &at, c->sign);
  if (c->column_count > c->limits->columns) {
    err_set(e, ERR_LIMIT, "a table of more than %zu columns (--max-columns)", c->limits->columns);
    return ST_FAIL;
  }
  c->names = calloc(c->column_count, sizeof *c->names);
  if (!c->names) return err_memory(e);
  at = 0;
  for (size_t i = 0; i < c->column_count; i++)
    c->names[i] = field_named(c->columns, ascii_trim(cell_at(header, &at, c->sign).text));
  status = check_given(c, header, e);
  stream_take(c->in, (size_t)(header.ptr - begin.ptr) + header.len);
  return status;
}

enum place { AT_START, IN_PLAIN, IN_QUOTES, AT_QUOTE };

/* A row on its way. */
struct row {
  struct csv *c;
  struct arena *arena;
  struct err *err;
  struct record record;
  struct str quotes[QUOTES];
  size_t quote_count, column, quoted_column;
  struct gather cell;
  enum place place;
  bool any;      /* a cell has text, or there is a second one */
  bool too_many; /* text in a cell that has no name in the header */
  enum status status;
};

static struct field_name name_of(const struct row *r) {
  return r->column < r->c->column_count ? r->c->names[r->column] : (struct field_name){.field = FIELD_NONE};
}

static void add(struct row *r, struct str bytes) {
  r->any = r->any || bytes.len;
  r->too_many = r->too_many || (r->column >= r->c->column_count && ascii_trim(bytes).len);
  if (name_of(r).field != FIELD_NONE) gather_add(&r->cell, bytes);
}

/* Windows' Latin-1 as UTF-8: what a field that is no UTF-8 is most likely. The text itself is left to the extractor. */
static struct str as_utf8(struct arena *arena, struct str s) {
  static const uint16_t high[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                    0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  if (utf8_valid_prefix(s) == s.len) return s;
  char *out = arena_alloc(arena, s.len, 3);
  size_t n = 0;
  for (size_t i = 0; out && i < s.len; i++) {
    unsigned char byte = (unsigned char)s.ptr[i];
    n += utf8_encode(byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte, out + n);
  }
  return (struct str){out, n};
}

static void end_cell(struct row *r) {
  struct field_name name = name_of(r);
  struct str value;
  if (name.field != FIELD_NONE && r->status == ST_OK) {
    r->status = gather_done(&r->cell, "a cell", &value, r->err);
    if (r->status == ST_OK && name.field != FIELD_BODY) value = as_utf8(r->arena, value);
    if (name.field != FIELD_QUOTES)
      record_put(&r->record, name, value);
    else if (value.len && r->quote_count < QUOTES)
      r->quotes[r->quote_count++] = value;
  }
  r->cell = (struct gather){.arena = r->arena, .limit = r->c->limits->document_bytes};
  r->place = AT_START;
}

/* What stands between two quotes, or behind one. */
static size_t in_quotes(struct row *r, struct str s) {
  if (r->place == IN_QUOTES) {
    const char *quote = str_chr(s, '"');
    size_t n = quote ? (size_t)(quote - s.ptr) : s.len;
    add(r, str_sub(s, 0, n));
    if (quote) r->place = AT_QUOTE;
    return n + (quote != NULL);
  }
  bool doubled = s.ptr[0] == '"';
  if (doubled) add(r, STR("\""));
  r->place = doubled ? IN_QUOTES : IN_PLAIN;
  return doubled;
}

/* Takes bytes of the row; *done where its line ends. */
static size_t step(struct row *r, struct str s, bool *done) {
  size_t i = 0;
  while (i < s.len && !*done) {
    if (r->place == IN_QUOTES || r->place == AT_QUOTE) {
      i += in_quotes(r, str_sub(s, i, s.len));
      continue;
    }
    if (r->place == AT_START && s.ptr[i] == '"') {
      r->place = IN_QUOTES;
      r->quoted_column = r->column;
      r->any = true;
      i++;
      continue;
    }
    r->place = IN_PLAIN;
    size_t from = i;
    while (i < s.len && s.ptr[i] != r->c->sign && s.ptr[i] != '\n' && s.ptr[i] != '\r') i++;
    add(r, str_sub(s, from, i));
    if (i == s.len) break;
    *done = s.ptr[i] != r->c->sign;
    r->c->after_cr = s.ptr[i] == '\r';
    end_cell(r);
    r->any = r->any || !*done;
    r->column += !*done;
    i++;
  }
  return i;
}

/* One line of the table, perhaps an empty one. ST_END at the end. */
static enum status read_row(struct row *r, uint64_t *offset) {
  struct csv *c = r->c;
  *offset = c->in->offset;
  for (bool done = false; !done;) {
    struct str part;
    enum status status = stream_peek(c->in, 1, &part, r->err);
    if (status != ST_OK) return status;
    if (part.len == 0 && r->place == IN_QUOTES) {
      err_set(r->err, ERR_FORMAT, "the quote that opens in column %zu of this row is never closed",
              r->quoted_column + 1);
      return ST_FAIL;
    }
    if (part.len == 0 && c->in->offset == *offset) return ST_END;
    if (part.len == 0) end_cell(r);
    if (part.len == 0) break;
    if (c->after_cr && part.ptr[0] == '\n' && c->in->offset == *offset) {
      stream_take(c->in, 1);
      ++*offset;
      c->after_cr = false;
      continue;
    }
    stream_take(c->in, step(r, part, &done));
  }
  return ST_OK;
}

static bool join_quotes(struct row *r) {
  size_t len = 0;
  for (size_t i = 0; i < r->quote_count; i++) len += r->quotes[i].len + 1;
  if (len == 0) return true;
  char *out = arena_alloc(r->arena, len, 1);
  if (!out) return false;
  r->record.values[FIELD_QUOTES] = (struct str){out, len - 1};
  for (size_t i = 0; i < r->quote_count; i++) {
    memcpy(out, r->quotes[i].ptr, r->quotes[i].len);
    out += r->quotes[i].len;
    *out++ = '\n';
  }
  return true;
}

static enum status row_document(struct row *r, struct document *doc, struct err *e) {
  const struct csv *c = r->c;
  if (r->status != ST_OK) return r->status;
  if (r->too_many) {
    err_set(e, ERR_FORMAT, "%zu cells in this row, and %zu names in the header", r->column + 1, c->column_count);
    return ST_FAIL;
  }
  if (!join_quotes(r)) {
    err_set(e, ERR_MEMORY, "out of memory (--max-memory)");
    return ST_FAIL;
  }
  enum status status = record_document(&r->record, doc, e);
  if (utf8_valid_prefix(doc->bytes) == doc->bytes.len) doc->charset = STR("utf-8");
  return status;
}

enum status csv_next(struct csv *c, struct arena *arena, struct document *doc, struct err *e) {
  if (!c->begun) {
    c->begun = true;
    enum status status = read_header(c, e);
    if (status == ST_FAIL && stream_drain(c->in, NULL) != ST_OK) return status; /* no row is read without its header */
    if (status != ST_OK) return status;
  }
  for (;;) {
    uint64_t offset;
    struct row r = {.c = c, .arena = arena, .err = e};
    r.cell = (struct gather){.arena = arena, .limit = c->limits->document_bytes};
    enum status status = read_row(&r, &offset);
    *doc = (struct document){.offset = offset};
    if (status == ST_END || (status == ST_OK && !r.any && r.column == 0)) {
      if (status == ST_END) return status;
      continue; /* an empty line is no row */
    }
    c->record++;
    return status == ST_OK ? row_document(&r, doc, e) : status;
  }
}
