/* eval.h: the evaluation of a lexicon against gold. First every posting is kept as a case: its gold and what matching
   found in it. Then the cases are classified, by the lexicon or by one fitted without them (crossval.h), and the
   answers measured. Pure but for its arena; deterministic. Not thread-safe. */
#ifndef ROLECALL_EVAL_H
#define ROLECALL_EVAL_H

#include "../classify/classify.h"
#include "metrics.h"

enum { EVAL_RESAMPLES = 1000, EVAL_TRAITS_MAX = 64, EVAL_KS = 4, EVAL_CURVE_POINTS = 40, EVAL_REASONS_MAX = 16 };
enum { EVAL_NO_GOLD = -3 }; /* the manifest does not say */

/* How many pieces of evidence comprehensiveness and sufficiency take: 1, 3, 5, 10. */
extern const size_t eval_ks[EVAL_KS];

struct eval_gold {
  struct str id, label, title_role, first, second; /* empty where the data does not say */
  struct str traits;                               /* parted by commas */
  struct str reasons[EVAL_REASONS_MAX];            /* quotes that people gave as their reason */
  size_t reason_count;
  uint32_t group; /* employer */
};

struct eval_entry {
  uint32_t entry;
  int32_t contribution; /* of all its hits, thousandths of a nat */
};

struct eval_case {
  struct eval_gold gold;
  int label, title_read, first, second; /* role numbers, or EVAL_NO_GOLD */
  bool failed;
  struct posting posting; /* text, title, language, counts; blocks are not kept */
  struct hits hits;
  /* Filled by eval_classify. */
  struct answer answer, body; /* title and body; body alone */
  int title_role;             /* the lexicon's reading of the title; ROLE_UNCLEAR as in struct verdict */
  enum fit fit;
  enum unclear_reason reason;
  size_t quotes, reasons, reasons_found;
  double comprehensiveness[EVAL_KS], sufficiency[EVAL_KS];
  struct eval_entry *entries; /* that count, by entry number */
  size_t entry_count;
};

struct eval {
  const struct lexicon *lex;
  struct arena arena;   /* owns the cases and the results */
  struct arena scratch; /* for one case at a time */
  struct eval_case *cases;
  size_t count, size;
};

void eval_init(struct eval *ev, const struct lexicon *lex);
void eval_free(struct eval *ev);
/* Keeps a case; posting and hits are copied, NULL for a document that failed. ST_FAIL where the label is no role of the
   lexicon (e->path is not set: the caller knows it). */
NODISCARD enum status eval_add(struct eval *ev, const struct eval_gold *gold, const struct posting *posting,
                               const struct hits *hits, struct err *e);
/* Answers of one case by `lex`, which must have the entries of ev->lex but may have other weights. */
NODISCARD enum status eval_classify(struct eval *ev, struct eval_case *c, const struct lexicon *lex, struct err *e);

/* ---- results ---- */

enum eval_method_id { METHOD_ROLECALL, METHOD_BODY, METHOD_TITLE, METHOD_TITLE_READ, METHOD_MAJORITY, METHOD_COUNT };

struct eval_method {
  const char *id, *name; /* "title-rule", "the title alone, by the lexicon" */
  bool present;          /* false: the data lacks what it needs */
  struct metrics m;
  struct interval macro_f1, accuracy; /* 95 % */
};

struct eval_trait {
  struct str name;
  size_t count, right, body_right, title_right;
};

/* Does the title fit the body? Gold: what the title claims to a reader against the label. Positive: it does not fit. An
   answer of `unclear` flags nothing. */
struct eval_fit {
  size_t count; /* postings with a gold reading of the title */
  size_t both, only_said, only_gold, neither, unclear;
  size_t kind_right; /* of `both`: promises more, promises less or different, as it should be */
  double precision, recall, f1;
};

/* DeYoung et al. 2020 (ERASER). For the k pieces of evidence that weigh most for the verdict:
     comprehensiveness = p(verdict | all) - p(verdict | all but these)    high: they were needed
     sufficiency       = p(verdict | all) - p(verdict | only these)       low: they are enough
   Means over the postings that have a verdict. */
struct eval_faith {
  size_t count;
  double comprehensiveness[EVAL_KS], sufficiency[EVAL_KS];
};

struct eval_point {
  double coverage, accuracy;
};

struct eval_results {
  const struct lexicon *lex;
  const struct eval *ev;
  size_t count, groups;
  struct eval_method methods[METHOD_COUNT];
  struct calibration calibration;
  struct interval calibration_error;
  double brier, log_loss; /* log_loss: mean of -ln p(gold) in nats; failed documents count as an even guess */
  double coverage, answered_accuracy; /* the program's own abstention: share answered, accuracy over those */
  double at_90;                       /* accuracy over the surest 90 % */
  struct interval at_90_interval;
  struct eval_point *curve;
  size_t curve_count;
  size_t reasons_unclear[UNCLEAR_OTHER_LANGUAGE + 1]; /* by enum unclear_reason */
  struct eval_fit fit;
  struct eval_trait traits[EVAL_TRAITS_MAX];
  size_t trait_count;
  size_t reasons, reasons_found, quotes;
  struct eval_faith faith;
  size_t second_count; /* postings with a second reading; the first is the label where it is not given */
  double second_kappa;
};

/* Measures the classified cases. `out` lives as long as the eval. */
NODISCARD enum status eval_measure(struct eval *ev, struct eval_results *out, struct err *e);

#endif
