#include "weights.h"

#include <math.h>

void weights_write(const struct lexicon *lex, const struct train_result *r, const char *const *provenance,
                   size_t provenance_count, struct buf *out) {
  for (size_t i = 0; i < provenance_count; i++) buf_format(out, "# %s\n", provenance[i]);
  buf_format(out, "temperature\t%.4f\n", r->temperature);
  for (size_t role = 0; role < lex->role_count; role++) {
    buf_add(out, STR("prior:"));
    buf_add(out, lex->roles[role].id);
    buf_format(out, "\t%.4f\n", r->priors[role]);
  }
  for (size_t i = 0; i < lex->entry_count; i++) {
    if (isnan(r->weights[i])) continue;
    buf_add(out, lex->entries[i].id);
    buf_format(out, "\t%.4f\n", r->weights[i]);
  }
}
