/* columns.h: the names of what a row holds, the keys of JSON and the columns of CSV and TSV, and a choice among them
   (--fields). The table's columns depend on the lexicon: probabilities has one for each role, evidence four for each of
   the first three hits. Pure; a choice is a plain struct, read only once parsed. */
#ifndef ROLECALL_COLUMNS_H
#define ROLECALL_COLUMNS_H

#include "../base/buf.h"
#include "../lexicon/lexicon.h"

enum { FIELD_IN_JSON = 1, FIELD_IN_TABLE = 2, FIELD_IN_BOTH = 3 };

/* FIELD(name, where), in the order of both. `error` holds a warning's words too in a table; JSON has `warning`. */
#define REPORT_FIELDS(FIELD)            \
  FIELD(schema, FIELD_IN_JSON)          \
  FIELD(id, FIELD_IN_BOTH)              \
  FIELD(path, FIELD_IN_BOTH)            \
  FIELD(member, FIELD_IN_BOTH)          \
  FIELD(record, FIELD_IN_BOTH)          \
  FIELD(offset, FIELD_IN_JSON)          \
  FIELD(status, FIELD_IN_BOTH)          \
  FIELD(error, FIELD_IN_BOTH)           \
  FIELD(warning, FIELD_IN_JSON)         \
  FIELD(code, FIELD_IN_BOTH)            \
  FIELD(error_line, FIELD_IN_JSON)      \
  FIELD(title, FIELD_IN_BOTH)           \
  FIELD(company, FIELD_IN_BOTH)         \
  FIELD(location, FIELD_IN_BOTH)        \
  FIELD(language, FIELD_IN_BOTH)        \
  FIELD(date_posted, FIELD_IN_BOTH)     \
  FIELD(employment_type, FIELD_IN_BOTH) \
  FIELD(salary, FIELD_IN_BOTH)          \
  FIELD(url, FIELD_IN_BOTH)             \
  FIELD(found_in, FIELD_IN_JSON)        \
  FIELD(role, FIELD_IN_BOTH)            \
  FIELD(probability, FIELD_IN_BOTH)     \
  FIELD(probabilities, FIELD_IN_BOTH)   \
  FIELD(prior, FIELD_IN_JSON)           \
  FIELD(scores, FIELD_IN_JSON)          \
  FIELD(temperature, FIELD_IN_JSON)     \
  FIELD(margin, FIELD_IN_BOTH)          \
  FIELD(reason, FIELD_IN_BOTH)          \
  FIELD(page, FIELD_IN_JSON)            \
  FIELD(title_role, FIELD_IN_BOTH)      \
  FIELD(body_role, FIELD_IN_BOTH)       \
  FIELD(fit, FIELD_IN_BOTH)             \
  FIELD(evidence, FIELD_IN_BOTH)        \
  FIELD(faint, FIELD_IN_JSON)           \
  FIELD(silenced, FIELD_IN_JSON)        \
  FIELD(evidence_count, FIELD_IN_TABLE) \
  FIELD(silent, FIELD_IN_TABLE)

enum report_field {
#define FIELD(name, where) FIELD_##name,
  REPORT_FIELDS(FIELD)
#undef FIELD
      REPORT_FIELD_COUNT
};

enum { EVIDENCE_SHOWN = 3, EVIDENCE_PARTS = 4 }; /* quote, criterion, role, contribution */
enum { REPORT_COLUMNS_MAX = REPORT_FIELD_COUNT + LEXICON_ROLES_MAX + EVIDENCE_SHOWN * EVIDENCE_PARTS };

struct report_column {
  uint8_t field; /* enum report_field */
  uint8_t part;  /* of probabilities the role's number; of evidence rank * EVIDENCE_PARTS + part */
};

struct report_fields {
  bool has[REPORT_FIELD_COUNT];
  struct report_column columns[REPORT_COLUMNS_MAX]; /* of a table, in order */
  size_t count;
};

const char *report_field_name(enum report_field field);
/* Every column of a table. */
void report_fields_all(const struct lexicon *lex, struct report_fields *out);
/* `list` is names parted by commas, for a table or for JSON (which keeps its own order). ST_FAIL with ERR_USAGE: a name
   that is not known, empty, or there twice; ERR_MEMORY. */
NODISCARD enum status report_fields_parse(const char *list, bool table, const struct lexicon *lex,
                                          struct report_fields *out, struct err *e);
/* The names that report_fields_parse knows, parted by commas, for its error message. */
void report_fields_known(bool table, const struct lexicon *lex, struct buf *out);
/* "probability_coo", "evidence_1_criterion" */
void report_column_name(const struct report_column *c, const struct lexicon *lex, struct buf *out);

#endif
