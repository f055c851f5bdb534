/* metrics.h: what is measured of verdicts against gold. Each formula names its source. Pure; answers count as numbers
   of roles, METRICS_UNCLEAR for "unclear", METRICS_FAILED for a document that failed; both are wrong answers. */
#ifndef ROLECALL_METRICS_H
#define ROLECALL_METRICS_H

#include "../base/arena.h"
#include "../base/err.h"

enum { METRICS_ROLES_MAX = 8, METRICS_UNCLEAR = -1, METRICS_FAILED = -2, METRICS_BINS = 5 };

struct answer {
  int gold, said;
  double probability[METRICS_ROLES_MAX]; /* of each role; all 0 where it failed */
  uint32_t group;                        /* employer */
};

struct role_metrics {
  size_t gold, said, right;
  double precision, recall, f1; /* 0 where undefined */
};

struct metrics {
  size_t roles, count, right, unclear, failed;
  size_t confusion[METRICS_ROLES_MAX][METRICS_ROLES_MAX + 2]; /* [gold][said], then unclear, then failed */
  struct role_metrics role[METRICS_ROLES_MAX];
  double accuracy;
  double macro_f1; /* unweighted mean of the roles' F1 */
  double kappa;    /* Cohen 1960: (po - pe) / (1 - pe), unclear and failed as two categories of their own */
  double mcc;      /* the R_K of Gorodkin 2004, the multi-class Matthews correlation coefficient; the same */
  double brier;    /* Brier 1950: mean over postings of the sum over roles of (p - o)^2; 0 to 2 */
};

void metrics_of(const struct answer *answers, size_t count, size_t roles, struct metrics *out);

/* Expected calibration error with bins of equal mass (Nixon et al. 2019, "adaptive" binning): postings sorted by the
   probability of their best role, cut into METRICS_BINS bins of sizes that differ by at most one; the mean of
   |accuracy - mean probability| weighted by size. Failed documents are left out. */
struct calibration_bin {
  size_t count;
  double confidence, accuracy;
};
struct calibration {
  struct calibration_bin bins[METRICS_BINS];
  double error;
};
NODISCARD enum status calibration_of(const struct answer *answers, size_t count, size_t roles, struct arena *arena,
                                     struct calibration *out, struct err *e);

/* Accuracy over the share `coverage` (0 to 1, rounded up to whole postings) of which the model is surest, by
   probability of its best role: a point of the risk-coverage curve (El-Yaniv and Wiener 2010). Failed documents come
   last and are wrong. Among equals the order is that of the answers. */
NODISCARD enum status accuracy_at_coverage(const struct answer *answers, size_t count, size_t roles, double coverage,
                                           struct arena *arena, double *out, struct err *e);

/* A percentile interval by the bootstrap over groups (clusters drawn with replacement, Davison and Hinkley 1997, 3.8):
   `statistic` is asked for each resample. Deterministic: a fixed generator (SplitMix64, Steele et al. 2014). */
struct interval {
  double low, high;
};
/* NaN: out of memory. */
typedef double metrics_statistic(const struct answer *answers, size_t count, void *context);
NODISCARD enum status bootstrap_interval(const struct answer *answers, size_t count, size_t resamples, double level,
                                         metrics_statistic *statistic, void *context, struct arena *arena,
                                         struct interval *out, struct err *e);

/* The whole curve: out[k - 1] is the accuracy over the k surest. `out` has room for `count`. */
NODISCARD enum status coverage_curve(const struct answer *answers, size_t count, size_t roles, struct arena *arena,
                                     double *out, struct err *e);

/* The same bootstrap for the difference statistic(second) - statistic(first) over the same postings in the same order
   (paired: each resample takes the same groups of both). `not_better` is the share of resamples in which the
   difference is not above 0: a one-sided achieved significance level (Efron and Tibshirani 1993, 16.4; paired as in
   Berg-Kirkpatrick et al. 2012). */
NODISCARD enum status bootstrap_difference(const struct answer *first, const struct answer *second, size_t count,
                                           size_t resamples, double level, metrics_statistic *statistic, void *context,
                                           struct arena *arena, struct interval *out, double *not_better,
                                           struct err *e);

/* Exact two-sided McNemar test (McNemar 1947; the binomial form): `only_first` postings that only the first got right,
   `only_second` the other way round. Returns p, 1 where they do not differ. */
double mcnemar_exact(size_t only_first, size_t only_second);

/* Cohen's kappa of two readers over the same things; `categories` at most METRICS_ROLES_MAX. NaN for no things. */
double kappa_of(const int *first, const int *second, size_t count, size_t categories);

#endif
