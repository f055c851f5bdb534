#include "../base/ascii.h"
#include "finder.h"
#include "places.h"

/* ---- names ---- */

static bool begins_nocase(struct str s, const char *with) {
  struct str w = str_of(with);
  return s.len > w.len && ascii_eq_nocase(str_sub(s, 0, w.len), w);
}

static struct str trim_marks(struct str s) {
  while (s.len && strchr(" *#_\"|-,:;", s.ptr[0])) s.ptr++, s.len--;
  while (s.len && strchr(" *#_\"|-,:;", s.ptr[s.len - 1])) s.len--;
  return s;
}

struct str company_trim(struct str s) {
  static const char *const before[] = {"at ", "by ", "@ ", "with ", "from ", "join ", "posted by ", "welcome to "};
  s = trim_marks(s);
  for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
    if (begins_nocase(s, before[i])) s = trim_marks(str_sub(s, strlen(before[i]), s.len));
  for (size_t i = 1; i + 3 < s.len; i++) { /* "Acme 4.1 120 Reviews" */
    if (s.ptr[i] == ' ' && ascii_is_digit(s.ptr[i + 1]) && s.ptr[i + 2] == '.' && ascii_is_digit(s.ptr[i + 3]))
      s = trim_marks(str_sub(s, 0, i));
  }
  const char *open = s.len && s.ptr[s.len - 1] == ')' ? str_chr(s, '(') : NULL;
  if (open && open > s.ptr + 2 && memchr(open, ' ', (size_t)(s.ptr + s.len - open))) /* "Acme (View all jobs)" */
    s = trim_marks(str_sub(s, 0, (size_t)(open - s.ptr)));
  return s;
}

/* Words that a sentence or a line begins with and no name does. */
static bool is_common_word(struct str w) {
  /* clang-format off */
  static const char *const common[] = {
      "We",       "This",     "It",     "The",        "Our",       "You",      "There",      "He",       "She",
      "They",     "In",       "At",     "A",          "An",        "Your",     "That",       "Here",     "What",
      "As",       "If",       "Who",    "All",        "Each",      "Job",      "Role",       "Location", "Salary",
      "These",    "Those",    "Working", "Reporting", "Key",       "Main",     "Strong",     "Experience", "Please",
      "Hours",    "Full",     "Part",   "Days",       "Permanent", "Temporary", "Successful", "Ideal",   "Benefits",
      "Candidates", "Applications", "Applicants", "Closing", "Start", "Contract", "Remote", "Hybrid",  "Posted",
      "Apply",    "Department", "Team", "Type",       "Pay",       "Everyone", "Nobody",     "Someone",  "How",
      "When",     "Where",    "Why",    "With",       "For",       "From",     "To",         "On",       "One",
      "Two",      "Three",    "Many",   "Most",       "Some",      "Every",    "No",         "Not",      "My",
      "Their",    "His",      "Her",    "Its",        "But",       "And",      "So",         "Then",     "Also",
      "After",    "Before",   "Since",  "While",      "By",        "Of",       "Both",       "Other",    "Candidate",
      "Bachelor", "Master",   "Degree", "Duties",     "Responsibilities", "Requirements", "Interviews", "Interview",
      "Position", "Vacancy",  "Company", "Employer",  "Description", "Summary", "Overview",  "Date",     "Reference",
      "About",    "Back",     "Home",   "Search",     "View",      "Share",    "Save",       "Print",    "Menu"};
  /* clang-format on */
  for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
    if (common[i][0] == w.ptr[0] && str_eq(w, str_of(common[i]))) return true;
  return false;
}

/* What stands beside a title and is no employer: departments and terms; any case. */
static bool is_term(struct str s) {
  /* clang-format off */
  static const char *const terms[] = {
      "engineering", "marketing", "sales", "product", "design", "operations", "finance", "legal", "hr", "it",
      "human resources", "people", "executive", "management", "customer success", "customer service", "support",
      "technology", "data", "security", "research", "administration", "logistics", "manufacturing", "production",
      "supply chain", "business development", "professional services", "general", "full-time", "full time",
      "part-time", "part time", "internship", "freelance", "on-site", "onsite", "overview", "application", "leadership",
      "corporate", "retail", "healthcare", "education", "hospitality", "construction", "other", "new", "featured",
      "urgent", "health", "information technology", "government", "non-profit", "nonprofit", "charity", "public sector"};
  /* clang-format on */
  for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
    if (terms[i][0] == ascii_lower(s.ptr[0]) && ascii_eq_nocase(s, str_of(terms[i]))) return true;
  return false;
}

/* Words that names of organisations hold; alone they are none ("The Institute is"). Lower case. */
static bool is_organisation(struct str w) {
  if (w.len < 1) return false;
  static const char *const words[] = {"institute",  "chamber",     "trust",         "school",       "council",
                                      "foundation", "charity",     "university",    "college",      "hospital",
                                      "church",     "association", "society",       "group",        "centre",
                                      "center",     "board",       "agency",        "bank",         "club",
                                      "museum",     "network",     "union",         "federation",   "company",
                                      "co",         "ltd",         "limited",       "inc",          "llc",
                                      "plc",        "gmbh",        "corporation",   "cooperative",  "collective",
                                      "alliance",   "coalition",   "partnership",   "partners",     "academy",
                                      "clinic",     "hospice",     "theatre",       "theater",      "diocese",
                                      "parish",     "ministry",    "authority",     "commission",   "district",
                                      "county",     "city",        "home",          "homes",        "project",
                                      "services",   "solutions",   "systems",       "technologies", "recruitment",
                                      "consulting", "house",       "cathedral",     "utility",      "waterworks",
                                      "league",     "mission",     "international", "organisation", "organization",
                                      "&",          "department",  "firm",          "practice"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (words[i][0] == ascii_lower(w.ptr[0]) && ascii_eq_nocase(w, str_of(words[i]))) return true;
  return false;
}

static bool is_joining(struct str w) {
  static const char *const joins[] = {"of",  "and", "the", "for", "&",  "de", "du", "la",
                                      "der", "van", "von", "y",   "on", "in", "at"};
  for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++)
    if (str_eq(w, str_of(joins[i]))) return true;
  return false;
}

bool company_like(struct str s) {
  size_t words = 0, names = 0, organisations = 0;
  bool common = false, plural = s.len && s.ptr[s.len - 1] == 's';
  struct str last = STR_NONE;
  if (s.len < 2 || s.len > 70 || !(ascii_is_upper(s.ptr[0]) || (unsigned char)s.ptr[0] >= 0x80)) return false;
  for (size_t at = 0; at < s.len;) {
    size_t end = at;
    while (end < s.len && s.ptr[end] != ' ') end++;
    struct str w = str_sub(s, at, end);
    common = common || (w.len && at == 0 && is_common_word(w));
    if (w.len && !is_joining(w)) {
      if (ascii_is_lower(w.ptr[0]) && !(w.len > 2 && ascii_is_upper(w.ptr[1]))) return false;
      if (strchr(":?!$", w.ptr[w.len - 1])) return false;
      names += ascii_is_upper(w.ptr[0]) || (unsigned char)w.ptr[0] >= 0x80;
    }
    words += w.len > 0;
    organisations += is_organisation(w);
    last = w;
    at = end + 1;
  }
  int like = title_like(s); /* "Society of Rail Engineers" holds a word of a job, too */
  if (like == 0 || (like == 2 && (!organisations || (title_like(last) == 2 && !plural)))) return false;
  if ((words == 1 && organisations) || (common && !(organisations && names > 2))) return false;
  if (last.len > 6 && ascii_eq_nocase(str_sub(last, last.len - 5, last.len), STR("shire"))) return false;
  if (ascii_find_nocase(s, STR("remote")) >= 0 || ascii_find_nocase(s, STR(" / ")) >= 0 || is_term(s)) return false;
  return names > 0 && words <= 9 && !ascii_is_digit(s.ptr[s.len - 1]) && place_like(s) != 2;
}

bool company_organisation(struct str s) {
  for (size_t at = 0; at < s.len;) {
    size_t end = at;
    while (end < s.len && s.ptr[end] != ' ' && s.ptr[end] != ',') end++;
    if (is_organisation(str_sub(s, at, end))) return true;
    at = end + 1;
  }
  return false;
}

/* The words of `s` from its start that may be a name: capitals, and small joining words between them. */
static struct str leading_name(struct str s) {
  size_t end = 0, at = 0, words = 0;
  while (at < s.len && words < 8) {
    size_t stop = at;
    while (stop < s.len && s.ptr[stop] != ' ') stop++;
    struct str w = str_sub(s, at, stop);
    unsigned char letter = w.len ? (unsigned char)w.ptr[0] : ' ';
    bool name = ascii_is_upper((char)letter) || (letter >= 0xC3 && letter != 0xE2); /* 0xE2: quotes and dashes */
    if (!name && !(words && is_joining(w))) break;
    words++;
    char last = w.ptr[w.len - 1];
    if (name) end = stop - (strchr(",.;:)", last) != NULL);
    if (strchr(",;:)", last) || (last == '.' && w.len > 4)) break;
    at = stop + 1;
  }
  return str_sub(s, 0, end);
}

/* ---- what the sentences say ---- */

/* "About Acme" as a heading. */
static bool from_heading(struct finder *d, size_t i, struct str t) {
  const struct look *k = &d->s->looks[i];
  if (!k->heading || k->exact || k->w.words < 2 || k->w.words > 8 || !begins_nocase(t, "about ")) return false;
  struct str name = trim_marks(str_sub(t, 6, t.len));
  if (!company_like(name)) return false;
  finder_add(d, field_narrow(field_of_block(d->p, i, "text"), name), 1.6f, i);
  return true;
}

/* "At Acme, we", "Join Acme as": the words before a name. */
static bool from_preposition(struct finder *d, size_t i, struct str t) {
  static const struct {
    const char *words;
    bool start; /* of the block; else anywhere in its first sentences */
    float score;
  } leads[] = {{"At ", true, 1.3f},          {"Join ", true, 1.0f},       {" on behalf of ", false, 0.9f},
               {" join ", false, 0.9f},      {" joining ", false, 0.9f},  {" here at ", false, 1.2f},
               {" work for ", false, 0.8f},  {" apply to ", false, 0.6f}, {"our client ", false, 1.2f},
               {"our client, ", false, 1.2f}};
  for (size_t n = 0; n < sizeof leads / sizeof leads[0]; n++) {
    struct str w = str_of(leads[n].words);
    struct str head = t.len > 400 ? str_sub(t, 0, 400) : t;
    ptrdiff_t at = leads[n].start ? (begins_nocase(t, leads[n].words) ? 0 : -1) : ascii_find_nocase(head, w);
    if (at < 0) continue;
    struct str name = leading_name(str_sub(t, (size_t)at + w.len, t.len));
    bool follows = n != 0 || (name.ptr + name.len < t.ptr + t.len && name.ptr[name.len] == ',');
    if (!follows || !company_like(name)) continue;
    finder_add(d, field_narrow(field_of_block(d->p, i, "text"), name), leads[n].score, i);
    return true;
  }
  return false;
}

/* A word that may follow the subject of a sentence. */
static float verb_weight(struct str w) {
  static const char *const verbs[] = {"is",     "was",    "has",      "aims",   "provides", "offers", "develops",
                                      "runs",   "owns",   "makes",    "seeks",  "operates", "are",    "have",
                                      "exists", "serves", "delivers", "brings", "supplies", "builds"};
  for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
    if (w.len && verbs[i][0] == w.ptr[0] && str_eq(w, str_of(verbs[i]))) return 0.9f;
  bool third = w.len >= 5 && ascii_is_lower(w.ptr[0]) && w.ptr[w.len - 1] == 's' && w.ptr[w.len - 2] != 's';
  return third ? 0.55f : 0;
}

/* "Acme is looking for", "The Acme Trust runs": a sentence that begins with a name. */
static bool from_subject(struct finder *d, size_t i, struct str t) {
  if (d->p->blocks[i].kind == BLOCK_ITEM || d->s->looks[i].w.duty) return false; /* "Manages the team" */
  if (begins_nocase(t, "the ")) t = str_sub(t, 4, t.len);
  struct str name = leading_name(t), rest = str_sub(t, name.len, t.len);
  if (rest.len && rest.ptr[0] == ' ' && rest.len > 2 && rest.ptr[1] == '(') { /* "Acme Trust (AT) is" */
    const char *close = memchr(rest.ptr, ')', rest.len < 24 ? rest.len : 24);
    if (close) rest = str_sub(rest, (size_t)(close - rest.ptr) + 1, rest.len);
  }
  rest = ascii_trim(rest);
  size_t end = 0;
  while (end < rest.len && rest.ptr[end] != ' ') end++;
  struct str verb = str_sub(rest, 0, end);
  float score = verb_weight(verb);
  if (score <= 0 || !company_like(name)) return false;
  static const char *const hires[] = {"looking for", "seeking", "hiring", "recruiting", "searching"};
  struct str next = rest.len > 40 ? str_sub(rest, 0, 40) : rest;
  for (size_t h = 0; h < sizeof hires / sizeof hires[0]; h++)
    if (ascii_find_nocase(next, str_of(hires[h])) >= 0) score = 1.6f;
  if (!str_chr(name, ' ') && score < 0.9f) score = company_mentions(d, name) > 1 ? 0.55f : 0;
  if (score <= 0) return false; /* "Completed forms" */
  finder_add(d, field_narrow(field_of_block(d->p, i, "text"), name), score, i);
  return true;
}

/* Employers say who they are early. */
static void from_sentences(struct finder *d, size_t first, size_t end) {
  enum { FOUND = 8, SENTENCES = 30, LEADS = 12 };
  size_t seen = 0, read = 0;
  for (size_t i = first; i < end && seen < FOUND; i++) {
    struct str t = raw_text(d->p, i);
    if (d->s->looks[i].zone != ZONE_NONE || t.len < 6) continue;
    if (from_heading(d, i, t)) {
      seen++;
    } else if (d->s->looks[i].prose && t.len >= 30 && read++ < SENTENCES) {
      seen += from_subject(d, i, t);
      if (read <= LEADS) seen += from_preposition(d, i, t);
    }
  }
}

/* ---- lines beside the title ---- */

/* "Posted 6 days ago by Acme", "14 October by Acme": the name behind " by ". */
static void from_posted_by(struct finder *d, size_t i, struct str t) {
  if (t.len > 120) return;
  ptrdiff_t at = ascii_find_nocase(t, STR(" by "));
  if (at < 0) return;
  struct str before = str_sub(t, 0, (size_t)at), name = company_trim(str_sub(t, (size_t)at + 4, t.len));
  bool posted = ascii_find_nocase(before, STR("posted")) >= 0 || ascii_find_nocase(before, STR("ago")) >= 0 ||
                ascii_find_nocase(before, STR("advertised")) >= 0 || ascii_find_nocase(before, STR("listed")) >= 0;
  for (size_t c = 0; c < before.len; c++) posted = posted || (ascii_is_digit(before.ptr[c]) && before.len < 30);
  if (posted && company_like(name)) finder_add(d, field_narrow(field_of_block(d->p, i, "line"), name), 3, i);
}

/* What stands before the first separator of a line like "Acme Cold Stores, Wisbech (18 hours)". */
static struct str first_piece(struct str t, struct str *rest) {
  static const char *const marks[] = {
      ", ", " | ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " \xC2\xB7 ", " \xE2\x80\xA2 ", " (", "** | "};
  static const char *const legal[] = {"inc", "ltd", "llc", "co.", "plc", "gmbh", "s.a", "lp", "llp", "pllc"};
  size_t cut = t.len, skip = 0;
  for (size_t m = 0; m < sizeof marks / sizeof marks[0]; m++) {
    struct str w = str_of(marks[m]);
    ptrdiff_t at = ascii_find_nocase(str_sub(t, 0, cut), w);
    if (at < 2) continue;
    bool form = false; /* "Acme, Inc." is one name */
    for (size_t n = 0; m == 0 && n < sizeof legal / sizeof legal[0]; n++)
      form = form || begins_nocase(str_sub(t, (size_t)at + 2, t.len), legal[n]);
    if (!form) cut = (size_t)at, skip = w.len;
  }
  *rest = cut < t.len ? trim_marks(str_sub(t, cut + skip, t.len)) : STR_NONE;
  return trim_marks(str_sub(t, 0, cut));
}

/* How often the page's own sentences say the name, and whether they say its first word. */
static float familiar(const struct finder *d, struct str name) {
  unsigned n = company_mentions(d, name);
  if (n) return n > 1 ? 1.2f : 0.8f;
  const char *space = str_chr(name, ' ');
  size_t word = space ? (size_t)(space - name.ptr) : 0;
  return word >= 4 && company_mentions(d, str_sub(name, 0, word)) ? 0.5f : 0;
}

static void from_line(struct finder *d, size_t i, size_t title) {
  const struct page *p = d->p;
  const struct look *k = &d->s->looks[i];
  struct str t = raw_text(p, i), rest;
  if (k->exact || k->w.words == 0 || t.len > 110 || (k->prose && k->w.words > 16)) return;
  if (k->zone != ZONE_NONE && k->zone != ZONE_MENU) return;
  if (p->blocks[i].kind == BLOCK_ITEM && p->blocks[i].link_bytes * 2 > p->blocks[i].len) return;
  from_posted_by(d, i, t);
  struct str name = first_piece(t, &rest);
  if (name.len > 60 || !company_like(name) || k->w.words > 14) return;
  bool organisation = company_organisation(name), comma = name.len < t.len && name.ptr[name.len] == ',';
  if ((comma || !rest.len) && !organisation && place_like(t) == 2) return;
  size_t apart = title == SIZE_MAX ? 9 : i > title ? i - title : title - i;
  if (apart > 9 && !(i < 2 && organisation)) return;
  bool placed = rest.len && (place_like(rest) > 0 || place_in_line(rest).len > 0);
  placed = placed || (comma && rest.len && i == title + 1 && str_chr(name, ' ') && ascii_is_upper(rest.ptr[0]));
  bool above = !rest.len && apart == 1 && i + 1 < p->block_count && place_in_line(raw_text(p, i + 1)).len > 0;
  float known = familiar(d, name), score = apart == 1 ? 0.7f : apart <= 3 ? 0.4f : 0.1f;
  bool bold = p->blocks[i].kind == BLOCK_HEADING || k->bold;
  score += known + (placed ? 0.5f : 0) + (above && i == title + 1 ? 0.5f : 0) + (bold && apart <= 3 ? 0.3f : 0);
  if (k->zone == ZONE_MENU || p->blocks[i].kind == BLOCK_ITEM) score -= 0.5f;
  if (i < 2 && organisation) score += 0.5f; /* the head of an employer's own page */
  if (known <= 0 && apart > 2 && !(i < 2 && organisation)) return;
  if (known <= 0 && !organisation && !placed && !bold && !(above && i == title + 1)) return;
  finder_add(d, field_narrow(field_of_block(p, i, "line"), name), score, i);
}

void company_from_text(struct finder *d, size_t title, size_t first, size_t end) {
  size_t from = title == SIZE_MAX || title < 12 ? 0 : title - 9, to = title == SIZE_MAX ? 12 : title + 5;
  for (size_t i = from; i < to && i < d->p->block_count; i++)
    if (i != title) from_line(d, i, title);
  if (title != SIZE_MAX && title < first) first = title;
  if (end <= first) end = d->p->block_count;
  from_sentences(d, first, end);
}
