#include "sheet.h"

#include <math.h>
#include <stdio.h>

#include "../base/ascii.h"
#include "../base/cell.h"

/* ---- filling ---- */

static struct sheet_table *last(struct sheet *s) {
  return s->count ? &s->tables[s->count - 1] : NULL;
}

/* Bytes of a character that must not reach a terminal or turn a line around; 0: harmless. */
static size_t harmful(struct str s, size_t at) {
  unsigned char c = (unsigned char)s.ptr[at];
  if (c < 0x20 || c == 0x7F) return 1;
  if (c == 0xC2 && at + 1 < s.len) return (unsigned char)s.ptr[at + 1] < 0xA0 ? 2 : 0;
  if (c != 0xE2 || at + 2 >= s.len) return 0;
  unsigned char b = (unsigned char)s.ptr[at + 1], d = (unsigned char)s.ptr[at + 2];
  bool bidi =
      (b == 0x80 && (d == 0x8E || d == 0x8F || (d >= 0xA8 && d <= 0xAE))) || (b == 0x81 && d >= 0xA6 && d <= 0xA9);
  return bidi ? 3 : 0;
}

struct str sheet_clean(struct sheet *s, struct str text) {
  char *clean = arena_alloc(s->arena, text.len + 1, 1);
  if (!clean) {
    s->failed = true;
    return STR_NONE;
  }
  size_t n = 0;
  for (size_t i = 0; i < text.len;) {
    size_t bad = harmful(text, i);
    clean[n++] = bad ? '?' : text.ptr[i];
    i += bad ? bad : 1;
  }
  return (struct str){clean, n};
}

void sheet_text(struct sheet *s, struct str text) {
  struct sheet_table *t = last(s);
  if (s->failed || !t) return;
  if (t->count == t->size) {
    size_t size = t->size ? t->size * 2 : 64;
    struct str *cells = arena_grow(s->arena, t->cells, t->size, size, sizeof *cells);
    s->failed = !cells;
    if (!cells) return;
    t->cells = cells;
    t->size = size;
  }
  struct str clean = sheet_clean(s, text);
  if (!s->failed) t->cells[t->count++] = clean;
}

void sheet_format(struct sheet *s, const char *format, ...) {
  char line[512];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(line, sizeof line, format, args);
  va_end(args);
  size_t len = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
  sheet_text(s, (struct str){line, len});
}

void sheet_number(struct sheet *s, double x) {
  if (isnan(x))
    sheet_text(s, STR_NONE);
  else
    sheet_format(s, "%.3f", fabs(x) < 0.0005 ? 0.0 : x); /* never -0.000 */
}

void sheet_count(struct sheet *s, size_t n) {
  sheet_format(s, "%zu", n);
}

void sheet_share(struct sheet *s, size_t part, size_t whole) {
  sheet_number(s, whole ? (double)part / (double)whole : nan(""));
  sheet_format(s, "%zu of %zu", part, whole);
}

void sheet_table(struct sheet *s, const char *title, const char *note, const char *header) {
  if (s->failed) return;
  if (s->count == s->size) {
    size_t size = s->size ? s->size * 2 : 16;
    struct sheet_table *tables = arena_grow(s->arena, s->tables, s->size, size, sizeof *tables);
    s->failed = !tables;
    if (!tables) return;
    s->tables = tables;
    s->size = size;
  }
  struct sheet_table *t = &s->tables[s->count++];
  *t = (struct sheet_table){.title = title, .note = note};
  for (const char *begin = header;;) {
    const char *bar = strchr(begin, '|');
    sheet_text(s, (struct str){begin, bar ? (size_t)(bar - begin) : strlen(begin)});
    t->columns++;
    if (!bar) return;
    begin = bar + 1;
  }
}

/* ---- reading ---- */

static size_t rows_of(const struct sheet_table *t) {
  return t->columns ? t->count / t->columns : 0;
}

static struct str cell(const struct sheet_table *t, size_t row, size_t column) {
  return t->cells[row * t->columns + column];
}

static bool is_number(struct str s) {
  size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
  return i < s.len && ascii_is_digit(s.ptr[i]);
}

static bool is_numeric(const struct sheet_table *t, size_t column) {
  if (column == 0) return false;
  for (size_t row = 1; row < rows_of(t); row++)
    if (cell(t, row, column).len && !is_number(cell(t, row, column))) return false;
  return true;
}

static size_t width_of(struct str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.len; i++) n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
  return n;
}

static size_t column_width(const struct sheet_table *t, size_t column) {
  size_t most = 0;
  for (size_t row = 0; row < rows_of(t); row++) {
    size_t n = width_of(cell(t, row, column));
    most = n > most ? n : most;
  }
  return most;
}

/* ---- text and Markdown ---- */

static void spaces(struct buf *out, size_t n) {
  while (n--) buf_char(out, ' ');
}

static void write_text_row(const struct sheet_table *t, size_t row, const size_t *widths, const bool *numeric,
                           struct buf *out) {
  spaces(out, 2);
  for (size_t c = 0; c < t->columns; c++) {
    struct str s = cell(t, row, c);
    size_t pad = widths[c] - width_of(s);
    if (numeric[c]) spaces(out, pad);
    buf_add(out, s);
    if (c + 1 == t->columns) break;
    spaces(out, (numeric[c] ? 0 : pad) + 2);
  }
  while (out->len && out->ptr[out->len - 1] == ' ') out->len--;
  buf_char(out, '\n');
}

enum { COLUMNS_MAX = 16 };

static void write_text_table(const struct sheet_table *t, struct buf *out) {
  size_t widths[COLUMNS_MAX] = {0};
  bool numeric[COLUMNS_MAX] = {false};
  if (t->columns > COLUMNS_MAX) return;
  for (size_t c = 0; c < t->columns; c++) {
    widths[c] = column_width(t, c);
    numeric[c] = is_numeric(t, c);
  }
  buf_format(out, "\n%s\n", t->title);
  if (t->note) buf_format(out, "  %s\n", t->note);
  for (size_t row = 0; row < rows_of(t); row++) write_text_row(t, row, widths, numeric, out);
}

void sheet_write_text(const struct sheet *s, struct buf *out) {
  buf_add(out, s->heading);
  buf_char(out, '\n');
  buf_add(out, s->about);
  buf_char(out, '\n');
  for (size_t i = 0; i < s->count; i++) write_text_table(&s->tables[i], out);
  if (s->failed) out->failed = true;
}

static void markdown_escape(struct buf *out, struct str s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] && strchr("\\`*_{}[]<>#|~&", s.ptr[i])) buf_char(out, '\\');
    buf_char(out, s.ptr[i]);
  }
}

static void write_markdown_table(const struct sheet_table *t, struct buf *out) {
  buf_format(out, "\n## %s\n\n", t->title);
  if (t->note) buf_format(out, "%s\n\n", t->note);
  for (size_t row = 0; row < rows_of(t); row++) {
    buf_char(out, '|');
    for (size_t c = 0; c < t->columns; c++) {
      buf_char(out, ' ');
      markdown_escape(out, cell(t, row, c));
      buf_add(out, STR(" |"));
    }
    buf_char(out, '\n');
    if (row) continue;
    buf_char(out, '|');
    for (size_t c = 0; c < t->columns; c++) buf_add(out, is_numeric(t, c) ? STR(" ---: |") : STR(" --- |"));
    buf_char(out, '\n');
  }
}

void sheet_write_markdown(const struct sheet *s, struct buf *out) {
  buf_add(out, STR("# "));
  markdown_escape(out, s->heading);
  buf_add(out, STR("\n\n"));
  markdown_escape(out, s->about);
  buf_char(out, '\n');
  for (size_t i = 0; i < s->count; i++) write_markdown_table(&s->tables[i], out);
  if (s->failed) out->failed = true;
}

/* ---- CSV ---- */

void sheet_write_csv(const struct sheet *s, struct buf *out) {
  buf_add(out, STR("table,row,column,value\r\n"));
  for (size_t i = 0; i < s->count; i++) {
    const struct sheet_table *t = &s->tables[i];
    for (size_t row = 1; row < rows_of(t); row++) {
      for (size_t c = 1; c < t->columns; c++) {
        cell_write(out, str_of(t->title), ',');
        buf_char(out, ',');
        cell_write(out, cell(t, row, 0), ',');
        buf_char(out, ',');
        cell_write(out, cell(t, 0, c), ',');
        buf_char(out, ',');
        cell_write(out, cell(t, row, c), ',');
        cell_end_row(out, ',');
      }
    }
  }
  if (s->failed) out->failed = true;
}

/* ---- HTML ---- */

void sheet_html_escape(struct buf *out, struct str text) {
  for (size_t i = 0; i < text.len; i++) {
    switch (text.ptr[i]) {
      case '&': buf_add(out, STR("&amp;")); break;
      case '<': buf_add(out, STR("&lt;")); break;
      case '>': buf_add(out, STR("&gt;")); break;
      case '"': buf_add(out, STR("&quot;")); break;
      case '\'': buf_add(out, STR("&#39;")); break;
      default: buf_char(out, text.ptr[i]);
    }
  }
}

static void write_html_row(const struct sheet_table *t, size_t row, struct buf *out) {
  buf_add(out, STR("<tr>"));
  for (size_t c = 0; c < t->columns; c++) {
    bool head = row == 0 || c == 0;
    buf_add(out, head ? STR("<th") : STR("<td"));
    if (head) buf_add(out, row == 0 ? STR(" scope=\"col\"") : STR(" scope=\"row\""));
    if (is_numeric(t, c)) buf_add(out, STR(" class=\"n\""));
    buf_char(out, '>');
    sheet_html_escape(out, cell(t, row, c));
    buf_add(out, head ? STR("</th>") : STR("</td>"));
  }
  buf_add(out, STR("</tr>\n"));
}

void sheet_write_html_table(const struct sheet_table *t, struct buf *out) {
  buf_add(out, STR("<h2>"));
  sheet_html_escape(out, str_of(t->title));
  buf_add(out, STR("</h2>\n"));
  if (t->note) {
    buf_add(out, STR("<p>"));
    sheet_html_escape(out, str_of(t->note));
    buf_add(out, STR("</p>\n"));
  }
  buf_add(out, STR("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\""));
  sheet_html_escape(out, str_of(t->title));
  buf_add(out, STR("\"><table>\n<thead>"));
  for (size_t row = 0; row < rows_of(t); row++) {
    write_html_row(t, row, out);
    if (row == 0) buf_add(out, STR("</thead>\n<tbody>\n"));
  }
  buf_add(out, STR("</tbody></table></div>\n"));
}
