#include "blurb.h"

#include "headings.h"
#include "lookup.h"

/* What a word or two say: of the employer; to the reader, who may be a customer; of a job; that somebody is sought for
   a job, or where the job stands, which no company blurb says. */
enum mark { OURS = 1, YOU, JOB, SOUGHT };

struct blurb_phrase {
  char phrase[24]; /* zero-padded; folded as headings are, so that "we're" is "were" */
  unsigned char mark;
};

/* Sorted by bytes. */
/* clang-format off */
static const struct blurb_phrase phrases[] = {
    {"applicant", JOB}, {"applicants", JOB}, {"applications", JOB}, {"apply", JOB}, {"appoint", JOB},
    {"appointment", JOB}, {"are hiring", SOUGHT}, {"are looking for", SOUGHT}, {"are recruiting", SOUGHT},
    {"are seeking", SOUGHT}, {"as a key member", SOUGHT}, {"b corp", OURS}, {"backed by", OURS}, {"began in", OURS},
    {"candidate", JOB}, {"candidates", JOB}, {"colleagues", OURS}, {"countries", OURS}, {"customers in", OURS},
    {"duties", JOB}, {"employees", OURS}, {"employs", OURS}, {"established in", OURS}, {"family owned", OURS},
    {"fastest growing", OURS}, {"founded", OURS}, {"generation", OURS}, {"grew from", OURS}, {"has grown", OURS},
    {"have grown", OURS}, {"headquartered", OURS}, {"hiring", JOB}, {"hiring a", SOUGHT}, {"hiring an", SOUGHT},
    {"ideal", JOB}, {"ideal candidate", SOUGHT}, {"in search of", SOUGHT}, {"in this role", SOUGHT}, {"incumbent", JOB},
    {"investors", OURS}, {"is a charity", OURS}, {"is a leading", OURS}, {"is hiring", SOUGHT}, {"is home to", OURS},
    {"is looking for", SOUGHT}, {"is one of", OURS}, {"is recruiting", SOUGHT}, {"is seeking", SOUGHT},
    {"join our", JOB}, {"join us", JOB}, {"largest", OURS}, {"leading maker", OURS}, {"leading provider", OURS},
    {"looking for", JOB}, {"looking for a", SOUGHT}, {"looking for an", SOUGHT}, {"looking to hire", SOUGHT},
    {"mission is", OURS}, {"must", JOB}, {"need a", SOUGHT}, {"need an", JOB}, {"need someone", SOUGHT},
    {"needs a", SOUGHT}, {"needs an", JOB}, {"needs someone", JOB}, {"nonprofit organization", OURS},
    {"offices in", OURS}, {"on a mission", OURS}, {"our", OURS}, {"ourselves", OURS}, {"place to work", OURS},
    {"position is", JOB}, {"position of", JOB}, {"position will", JOB}, {"post holder", JOB}, {"postholder", JOB},
    {"privately held", OURS}, {"privately owned", OURS}, {"publicly traded", OURS}, {"raised", OURS},
    {"recruiting", JOB}, {"registered charity", OURS}, {"report directly to", SOUGHT}, {"report to", SOUGHT},
    {"reporting directly to", SOUGHT}, {"reporting to", SOUGHT}, {"reports directly to", SOUGHT},
    {"reports to", SOUGHT}, {"responsibilities", JOB}, {"responsibility for", JOB}, {"responsible for", SOUGHT},
    {"role", JOB}, {"role will", SOUGHT}, {"search for", JOB}, {"searching for", JOB}, {"searching for a", SOUGHT},
    {"seeking", JOB}, {"seeking a", SOUGHT}, {"seeking an", SOUGHT}, {"seeks", JOB}, {"seeks a", SOUGHT},
    {"seeks an", SOUGHT}, {"series a", OURS}, {"series b", OURS}, {"series c", OURS}, {"series d", OURS},
    {"serves", OURS}, {"shareholders", OURS}, {"someone who", JOB}, {"started in", OURS},
    {"successful candidate", SOUGHT}, {"team members", OURS}, {"the job", JOB}, {"the position", JOB},
    {"the position will", SOUGHT}, {"the post", JOB}, {"the role is", SOUGHT}, {"the role will", SOUGHT},
    {"this job", JOB}, {"this position", SOUGHT}, {"this post", JOB}, {"this role", SOUGHT}, {"to appoint", SOUGHT},
    {"to join", JOB}, {"to recruit", SOUGHT}, {"top workplace", OURS}, {"turnover", OURS}, {"vacancy", JOB},
    {"want a", SOUGHT}, {"want an", JOB}, {"want someone", JOB}, {"was born", OURS}, {"was established", OURS},
    {"was set up", OURS}, {"was started", OURS}, {"we", OURS}, {"were hiring", SOUGHT}, {"were looking for", SOUGHT},
    {"were recruiting", SOUGHT}, {"will be", JOB}, {"will have", JOB}, {"will lead", JOB}, {"will manage", JOB},
    {"will oversee", JOB}, {"will provide", JOB}, {"will work", JOB}, {"years ago", OURS}, {"you", YOU},
    {"you will", JOB}, {"you would", JOB}, {"youd", JOB}, {"youll", JOB}, {"your", YOU}, {"youre", YOU}, {"yours", YOU},
};
/* clang-format on */

enum { PHRASES = sizeof phrases / sizeof phrases[0] };
/* A shorter paragraph is a fact or a label; of a longer one the beginning is enough. */
enum { LEAST_BYTES = 60, MOST_BYTES = 4000 };

struct marks {
  unsigned ours, you, job, sought;
};

/* The longest phrase that `s` begins with and that ends at a word's end; NULL where there is none. */
static const struct blurb_phrase *phrase_at(const char *s) {
  char first[LOOKUP_PAD] = {0};
  size_t word = 0, length = 0;
  for (; word < 8 && s[word] != ' ' && s[word] != '\0'; word++) first[word] = s[word];
  const struct blurb_phrase *longest = NULL;
  size_t at = lookup_first(phrases, 0, PHRASES, sizeof phrases[0], lookup_key(first));
  for (; at < PHRASES && memcmp(phrases[at].phrase, first, word) == 0; at++) {
    size_t len = strlen(phrases[at].phrase);
    bool whole = strncmp(s, phrases[at].phrase, len) == 0 && (s[len] == ' ' || s[len] == '\0');
    if (whole && len > length) longest = &phrases[at], length = len;
  }
  return longest;
}

static struct marks marks_of(const char *folded) {
  struct marks m = {0};
  for (const char *s = folded; s; s = strchr(s, ' ')) {
    if (*s == ' ') s++;
    const struct blurb_phrase *p = phrase_at(s);
    if (!p) continue;
    switch ((enum mark)p->mark) {
      case OURS: m.ours++; break;
      case YOU: m.you++; break;
      case JOB: m.job++; break;
      case SOUGHT: m.sought++; break;
    }
    s += strlen(p->phrase);
  }
  return m;
}

void blurb_label(struct str text, struct block *blocks, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct block *b = &blocks[i];
    bool about = b->section == SECTION_ABOUT;
    if (b->kind != BLOCK_PARAGRAPH || b->len < LEAST_BYTES || !(about || b->section == SECTION_OTHER)) continue;
    char folded[MOST_BYTES + 8];
    heading_fold_line(str_sub(text, b->start, b->start + b->len), folded, MOST_BYTES);
    struct marks m = marks_of(folded);
    if (about && m.sought) b->section = SECTION_OTHER;
    if (!about && !m.sought && !m.job && m.ours >= 2 + 2 * m.you) b->section = SECTION_ABOUT;
  }
}

bool blurb_sorted(void) {
  for (size_t i = 0; i + 1 < PHRASES; i++)
    if (strcmp(phrases[i].phrase, phrases[i + 1].phrase) >= 0) return false;
  return true;
}
