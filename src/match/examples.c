#include "examples.h"

static enum status run_one(const struct matcher *m, struct match_scratch *s, size_t entry, struct str text, bool wanted,
                           struct lexicon_notes *notes, struct err *e) {
  bool found;
  enum status st = match_entry(m, s, entry, text, &found, e);
  if (st != ST_OK || found == wanted) return st;
  const struct lexicon *lex = matcher_lexicon(m);
  const char *path = lex->entries[entry].path;
  struct str file = STR_NONE;
  uint32_t line = lex->entries[entry].line, column = 1;
  if (notes->error_count < LEXICON_NOTES_MAX) /* the others are counted only, and a place is looked for in the file */
    (void)lexicon_place(lex, text.ptr, &path, &file, &line, &column);
  struct str id = lex->entries[entry].id;
  bool ok = wanted ? lexicon_note_add(notes, true, path, file, line, column, "no phrase of %.*s matches this example",
                                      (int)id.len, id.ptr)
                   : lexicon_note_add(notes, true, path, file, line, column,
                                      "%.*s must not match this example, and does", (int)id.len, id.ptr);
  return ok ? ST_OK : err_memory(e);
}

enum status examples_run(const struct matcher *m, struct match_scratch *scratch, struct lexicon_notes *notes,
                         size_t *run, struct err *e) {
  const struct lexicon *lex = matcher_lexicon(m);
  size_t count = 0;
  enum status st = ST_OK;
  for (size_t i = 0; i < lex->entry_count && st == ST_OK; i++) {
    const struct lexicon_entry *entry = &lex->entries[i];
    for (size_t k = 0; k < entry->text->match_count && st == ST_OK; k++, count++)
      st = run_one(m, scratch, i, entry->text->matches[k], true, notes, e);
    for (size_t k = 0; k < entry->text->miss_count && st == ST_OK; k++, count++)
      st = run_one(m, scratch, i, entry->text->misses[k], false, notes, e);
  }
  if (run) *run = count;
  return st;
}
