#include "limits.h"

static const struct limit_row rows[] = {
#define LIMIT(name, value, most, option, unit, reason) {option, value, most, offsetof(struct limits, name)},
    ROLECALL_LIMITS(LIMIT)
#undef LIMIT
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

struct limits limits_default(void) {
  struct limits limits;
  for (size_t i = 0; i < ROW_COUNT; i++) *limit_in(&limits, &rows[i]) = rows[i].initial;
  return limits;
}

const struct limit_row *limit_find(struct str option) {
  for (size_t i = 0; i < ROW_COUNT; i++)
    if (str_eq(option, str_of(rows[i].option))) return &rows[i];
  return NULL;
}
