/* crossval.h: answers to postings that the weights have not seen. Employers are parted into folds; each fold is
   classified, title cap, temperature and all, by the lexicon with weights, priors and temperature fitted on the others
   (train.h, which chooses its pull and temperature by folds of its own within those). */
#ifndef ROLECALL_CROSSVAL_H
#define ROLECALL_CROSSVAL_H

#include "eval.h"

enum { CROSSVAL_FOLDS = 10 };

struct crossval {
  struct crossval_fold {
    size_t trained, answered; /* postings */
    double pull, temperature;
  } folds[CROSSVAL_FOLDS];
};

/* Classifies every case of `ev`. The fold of a posting is its employer's number modulo CROSSVAL_FOLDS. ST_FAIL where
   there are too few employers or a role has no posting. */
NODISCARD enum status crossval_run(struct eval *ev, struct crossval *out, struct err *e);

#endif
