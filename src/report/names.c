#include "names.h"

struct str result_status(const struct result *r) {
  if (r->status == ST_OK) return STR("ok");
  return r->status == ST_WARN ? STR("warning") : STR("error");
}

struct str role_id(const struct lexicon *lex, int role) {
  return role == ROLE_UNCLEAR ? STR("unclear") : lex->roles[role].id;
}

size_t report_evidence_most(const struct report_options *o) {
  enum { TOP_EVIDENCE = 10 };
  return o->evidence == EVIDENCE_NONE ? 0 : o->evidence == EVIDENCE_TOP ? TOP_EVIDENCE : SIZE_MAX;
}

bool criterion_is_silent(const struct verdict *v, const struct lexicon *lex, size_t criterion) {
  if (lex->criteria[criterion].is_title) return false;
  for (size_t i = 0; i < v->counting_count; i++)
    if (lex->entries[v->evidence[i].hit.entry].criterion == criterion) return false;
  return true;
}
