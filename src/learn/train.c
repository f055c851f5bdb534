#include "train.h"

#include <lbfgs.h>
#include <math.h>
#include <stdlib.h>

/* Parameters: priors of the roles, a for each role, b for each criterion and role, u for each entry. */
struct layout {
  size_t roles, prior, role_scale, group_scale, entry_scale, count;
};

struct problem {
  const struct lexicon *lex;
  const struct example *examples;
  size_t count;
  struct layout at;
  int skip_fold; /* examples of this fold are left out; -1: none */
  double pull;
  double *weights; /* of the entries, for the parameters at hand */
};

/* Pulls that do not depend on the strength; b is twice as loose as u. Priors and the scales of the roles are held near
   the hand-set ones. A prior is what is said where a text is silent, few postings of a corpus are silent, and its mix
   of roles is its makers' choice; how much all words of a role weigh together follows from how hard they made it. */
static const double PRIOR_PULL = 50, ROLE_PULL = 100, GROUP_SHARE = 0.5;
static const double PULLS[TRAIN_PULLS] = {4, 6, 8, 12, 18, 25};

static struct layout layout_of(const struct lexicon *lex) {
  struct layout at = {.roles = lex->role_count};
  at.role_scale = at.roles;
  at.group_scale = at.role_scale + 2 * at.roles; /* speaking for and speaking against scale apart */
  at.entry_scale = at.group_scale + lex->criterion_count * at.roles;
  at.count = at.entry_scale + lex->entry_count;
  return at;
}

static size_t role_scale_of(const struct layout *at, const struct lexicon_entry *entry) {
  return at->role_scale + 2 * (size_t)entry->role + (entry->hand_weight < 0);
}

static size_t group_scale_of(const struct layout *at, const struct lexicon_entry *entry) {
  return at->group_scale + (size_t)entry->criterion * at->roles + entry->role;
}

static void weights_of(const struct problem *p, const double *x) {
  for (size_t i = 0; i < p->lex->entry_count; i++) {
    const struct lexicon_entry *entry = &p->lex->entries[i];
    if (entry->is_cue) continue;
    double log_scale = x[role_scale_of(&p->at, entry)] + x[group_scale_of(&p->at, entry)] + x[p->at.entry_scale + i];
    p->weights[i] = entry->hand_weight * exp(log_scale);
  }
}

/* Probabilities of one example; returns the log loss. */
static double probabilities_of(const struct problem *p, const double *x, const struct example *ex,
                               double *probability) {
  double score[LEXICON_ROLES_MAX], best = -HUGE_VAL, sum = 0;
  for (size_t r = 0; r < p->at.roles; r++) score[r] = x[p->at.prior + r];
  for (size_t i = 0; i < ex->feature_count; i++) {
    uint32_t entry = ex->features[i].entry;
    score[p->lex->entries[entry].role] += p->weights[entry] * ex->features[i].x;
  }
  for (size_t r = 0; r < p->at.roles; r++) best = score[r] > best ? score[r] : best;
  for (size_t r = 0; r < p->at.roles; r++) sum += probability[r] = exp(score[r] - best);
  for (size_t r = 0; r < p->at.roles; r++) probability[r] /= sum;
  return -log(probability[ex->label] > 1e-300 ? probability[ex->label] : 1e-300);
}

static double penalty(const struct problem *p, const double *x, double *gradient) {
  double loss = 0;
  for (size_t i = 0; i < p->at.count; i++) {
    double pull = i < p->at.role_scale    ? PRIOR_PULL
                  : i < p->at.group_scale ? ROLE_PULL
                  : i < p->at.entry_scale ? p->pull * GROUP_SHARE
                                          : p->pull;
    double away = x[i] - (i < p->at.role_scale ? p->lex->roles[i].hand_prior : 0);
    loss += 0.5 * pull * away * away;
    gradient[i] = pull * away;
  }
  return loss;
}

static lbfgsfloatval_t evaluate(void *instance, const lbfgsfloatval_t *x, lbfgsfloatval_t *gradient, const int n,
                                const lbfgsfloatval_t step) {
  (void)n;
  (void)step;
  const struct problem *p = instance;
  weights_of(p, x);
  double loss = penalty(p, x, gradient);
  for (size_t k = 0; k < p->count; k++) {
    const struct example *ex = &p->examples[k];
    if ((int)(ex->group % TRAIN_FOLDS) == p->skip_fold) continue;
    double probability[LEXICON_ROLES_MAX];
    loss += ex->weight * probabilities_of(p, x, ex, probability);
    for (size_t r = 0; r < p->at.roles; r++)
      gradient[p->at.prior + r] += ex->weight * (probability[r] - ((int)r == ex->label));
    for (size_t i = 0; i < ex->feature_count; i++) {
      uint32_t number = ex->features[i].entry;
      const struct lexicon_entry *entry = &p->lex->entries[number];
      double d = ex->weight * (probability[entry->role] - ((int)entry->role == ex->label)) * p->weights[number] *
                 ex->features[i].x;
      gradient[role_scale_of(&p->at, entry)] += d;
      gradient[group_scale_of(&p->at, entry)] += d;
      gradient[p->at.entry_scale + number] += d;
    }
  }
  return loss;
}

size_t train_parameter_count(const struct lexicon *lex) {
  return layout_of(lex).count;
}

double train_objective(const struct lexicon *lex, const struct example *examples, size_t count, double pull,
                       const double *x, double *gradient, double *weights) {
  struct problem p = {.lex = lex,
                      .examples = examples,
                      .count = count,
                      .at = layout_of(lex),
                      .skip_fold = -1,
                      .pull = pull,
                      .weights = weights};
  return evaluate(&p, x, gradient, (int)p.at.count, 0);
}

static enum status minimize(struct problem *p, double *x, struct err *e) {
  memset(x, 0, p->at.count * sizeof *x);
  for (size_t r = 0; r < p->at.roles; r++) x[p->at.prior + r] = p->lex->roles[r].hand_prior;
  lbfgs_parameter_t parameters;
  lbfgs_parameter_init(&parameters);
  parameters.max_iterations = 300;
  parameters.epsilon = 1e-4;
  int code = lbfgs((int)p->at.count, x, NULL, evaluate, NULL, p, &parameters);
  bool good = code >= 0 || code == LBFGSERR_MAXIMUMITERATION || code == LBFGSERR_ROUNDING_ERROR;
  if (code == LBFGSERR_OUTOFMEMORY) return err_memory(e);
  if (!good) {
    err_set(e, ERR_INTERNAL, "the optimizer gave up (liblbfgs %d)", code);
    return ST_FAIL;
  }
  weights_of(p, x);
  return ST_OK;
}

struct fold_score {
  double loss, accuracy; /* out of fold, over all examples */
  double fold_loss[TRAIN_FOLDS], fold_weight[TRAIN_FOLDS];
};

/* Out-of-fold log odds for every example, kept as parameters of each fold would be too much: folds are fitted one after
   the other and their examples scored at once. */
static enum status cross_validate(struct problem *p, double *x, double *probabilities, struct fold_score *out,
                                  struct err *e) {
  double right = 0, weight = 0;
  *out = (struct fold_score){0};
  enum status status = ST_OK;
  for (int fold = 0; fold < TRAIN_FOLDS && status == ST_OK; fold++) {
    p->skip_fold = fold;
    status = minimize(p, x, e);
    for (size_t k = 0; k < p->count && status == ST_OK; k++) {
      const struct example *ex = &p->examples[k];
      if ((int)(ex->group % TRAIN_FOLDS) != fold) continue;
      double *probability = probabilities + k * p->at.roles;
      double loss = ex->weight * probabilities_of(p, x, ex, probability);
      out->loss += loss;
      out->fold_loss[fold] += loss;
      out->fold_weight[fold] += ex->weight;
      int best = 0;
      for (size_t r = 1; r < p->at.roles; r++)
        if (probability[r] > probability[best]) best = (int)r;
      right += ex->weight * (best == ex->label);
      weight += ex->weight;
    }
  }
  p->skip_fold = -1;
  out->loss /= weight;
  out->accuracy = right / weight;
  return status;
}

/* Of the mean loss, from how much it differs between the folds. */
static double standard_error(const struct fold_score *s) {
  double squares = 0;
  for (int fold = 0; fold < TRAIN_FOLDS; fold++) {
    double away = s->fold_loss[fold] / s->fold_weight[fold] - s->loss;
    squares += away * away;
  }
  return sqrt(squares / (TRAIN_FOLDS - 1) / TRAIN_FOLDS);
}

/* Log loss of the out-of-fold probabilities (made at temperature 1) at another temperature. */
static double loss_at(const struct problem *p, const double *probabilities, double temperature) {
  double total = 0, weight = 0;
  for (size_t k = 0; k < p->count; k++) {
    const double *probability = probabilities + k * p->at.roles;
    double sum = 0;
    for (size_t r = 0; r < p->at.roles; r++)
      sum += pow(probability[r] > 1e-300 ? probability[r] : 1e-300, 1 / temperature);
    double own = probability[p->examples[k].label];
    total += p->examples[k].weight * -log(pow(own > 1e-300 ? own : 1e-300, 1 / temperature) / sum);
    weight += p->examples[k].weight;
  }
  return total / weight;
}

/* Golden-section search on the log of the temperature; the loss has one minimum there. */
static double best_temperature(const struct problem *p, const double *probabilities) {
  const double ratio = 0.6180339887498949;
  double low = log(0.25), high = log(8);
  for (int i = 0; i < 40; i++) {
    double left = high - ratio * (high - low), right = low + ratio * (high - low);
    if (loss_at(p, probabilities, exp(left)) < loss_at(p, probabilities, exp(right)))
      high = right;
    else
      low = left;
  }
  return exp((low + high) / 2);
}

static enum status check_examples(const struct lexicon *lex, const struct example *examples, size_t count,
                                  struct err *e) {
  bool folds[TRAIN_FOLDS] = {false}, labels[LEXICON_ROLES_MAX] = {false};
  for (size_t k = 0; k < count; k++) {
    folds[examples[k].group % TRAIN_FOLDS] = true;
    labels[examples[k].label] = true;
  }
  bool good = true;
  for (size_t i = 0; i < TRAIN_FOLDS; i++) good &= folds[i];
  for (size_t r = 0; r < lex->role_count; r++) good &= labels[r];
  if (good) return ST_OK;
  err_set(e, ERR_EMPTY, "too few labelled postings: each role and at least %d employers are needed", TRAIN_FOLDS);
  return ST_FAIL;
}

/* The same probabilities at another temperature: those at 1, raised to its inverse. */
static void cool(double *probabilities, size_t count, size_t roles, double temperature) {
  for (size_t k = 0; k < count; k++) {
    double *p = probabilities + k * roles, sum = 0;
    for (size_t r = 0; r < roles; r++) sum += p[r] = pow(p[r] > 1e-300 ? p[r] : 1e-300, 1 / temperature);
    for (size_t r = 0; r < roles; r++) p[r] /= sum;
  }
}

/* Tries every pull, weakest first, and takes the strongest whose loss is within one standard error of the least (the
   one-standard-error rule: Hastie, Tibshirani and Friedman 2009, 7.10). Where the corpus cannot tell two strengths
   apart, the weights that stay nearer the hand's travel better to postings unlike it. */
static enum status choose_pull(struct problem *p, double *x, struct train_result *out, struct err *e) {
  double most = 0, least = 0;
  for (size_t i = 0; i < TRAIN_PULLS; i++) {
    struct fold_score score;
    p->pull = out->pulls[i] = PULLS[i];
    enum status status = cross_validate(p, x, out->probabilities, &score, e);
    if (status != ST_OK) return status;
    out->pull_loss[i] = score.loss;
    if (i && !(score.loss < least)) continue;
    least = score.loss;
    most = score.loss + standard_error(&score);
  }
  out->pull = PULLS[0];
  for (size_t i = 0; i < TRAIN_PULLS; i++)
    if (out->pull_loss[i] <= most) out->pull = PULLS[i];
  p->pull = out->pull;
  struct fold_score score;
  enum status status = cross_validate(p, x, out->probabilities, &score, e);
  if (status != ST_OK) return status;
  out->fold_accuracy = score.accuracy;
  out->temperature = best_temperature(p, out->probabilities);
  cool(out->probabilities, p->count, p->at.roles, out->temperature);
  return ST_OK;
}

/* What a lexicon may hold. */
static double bounded(double weight) {
  return fmin(fmax(weight, -LEXICON_WEIGHT_MAX), LEXICON_WEIGHT_MAX);
}

enum status train_fit(const struct lexicon *lex, const struct example *examples, size_t count, struct train_result *out,
                      struct err *e) {
  *out = (struct train_result){0};
  enum status status = check_examples(lex, examples, count, e);
  if (status != ST_OK) return status;
  struct problem p = {.lex = lex, .examples = examples, .count = count, .at = layout_of(lex), .skip_fold = -1};
  lbfgsfloatval_t *x = lbfgs_malloc((int)p.at.count);
  out->weights = calloc(lex->entry_count + 1, sizeof *out->weights);
  out->probabilities = calloc(count * p.at.roles + 1, sizeof *out->probabilities);
  p.weights = out->weights;
  if (!x || !out->weights || !out->probabilities) status = err_memory(e);
  if (status == ST_OK) status = choose_pull(&p, x, out, e);
  if (status == ST_OK) status = minimize(&p, x, e);
  if (status == ST_OK) {
    for (size_t r = 0; r < p.at.roles; r++) out->priors[r] = bounded(x[p.at.prior + r]);
    for (size_t i = 0; i < lex->entry_count; i++)
      out->weights[i] = lex->entries[i].is_cue ? nan("") : bounded(out->weights[i]);
  }
  if (x) lbfgs_free(x);
  if (status != ST_OK) train_result_free(out);
  return status;
}

void train_result_free(struct train_result *r) {
  free(r->weights);
  free(r->probabilities);
  r->weights = r->probabilities = NULL;
}
