/* train.h: fits the weights of a lexicon's entries to labelled examples by maximum a posteriori multinomial logistic
   regression, with L-BFGS (Nocedal 1980; liblbfgs). The weight of an entry is

     w = h * exp(a[role] + b[criterion, role] + u[entry])

   with h its hand-set weight, so that its sign is kept; normal priors pull a, b and u to 0, that is, w to h.
   The roles' priors are fitted as they are, but held near the hand-set ones. Deterministic: no random numbers, sums in
   a fixed order. Title hits are fitted without their cap. */
#ifndef ROLECALL_TRAIN_H
#define ROLECALL_TRAIN_H

#include "features.h"

enum { TRAIN_FOLDS = 10, TRAIN_PULLS = 6 };

struct train_result {
  double *weights; /* one for each entry of the lexicon; NaN for cues. Owned: train_result_free */
  double priors[LEXICON_ROLES_MAX];
  double temperature;            /* fitted to the out-of-fold scores */
  double pull;                   /* the strongest whose loss is within one standard error of the least */
  double pull_loss[TRAIN_PULLS]; /* out-of-fold log loss (nats an example) of each strength tried */
  double pulls[TRAIN_PULLS];
  double fold_accuracy; /* out of fold, at the chosen strength */
  /* Out-of-fold probabilities after the temperature, roles fastest, in the order of the examples. Owned. */
  double *probabilities;
};

/* Groups go to folds by group number modulo TRAIN_FOLDS. ST_OK, ST_FAIL (too few examples or groups, or the optimizer
   gave up: `e` says), ST_FATAL. */
NODISCARD enum status train_fit(const struct lexicon *lex, const struct example *examples, size_t count,
                                struct train_result *out, struct err *e);
void train_result_free(struct train_result *r);

/* What is minimised, for tests: the penalised log loss of all examples at the parameters `x` (train_parameter_count of
   them: priors, scales of the roles, of the criteria, of the entries), with its gradient. `weights` has room for the
   lexicon's entries and gets those that belong to `x`. */
size_t train_parameter_count(const struct lexicon *lex);
double train_objective(const struct lexicon *lex, const struct example *examples, size_t count, double pull,
                       const double *x, double *gradient, double *weights);

#endif
