/* employers.h: employers numbered by first appearance, so that folds never part the postings of one. */
#ifndef ROLECALL_EMPLOYERS_H
#define ROLECALL_EMPLOYERS_H

#include "../base/arena.h"
#include "../base/err.h"

struct employer;

struct employers {
  struct arena arena;     /* owns everything */
  struct employer *slots; /* open addressing; a power of two, at most half full */
  size_t count, size;
  uint32_t groups; /* numbers given out so far */
};

void employers_init(struct employers *x);
/* The employer's number; a new one for an empty name, whose postings are a group each. The name is copied. ST_OK or
   ST_FATAL (out of memory). */
NODISCARD enum status employers_number(struct employers *x, struct str name, uint32_t *group, struct err *e);
void employers_free(struct employers *x);

#endif
