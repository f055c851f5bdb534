#include "titles.h"

#include "../base/ascii.h"
#include "../base/utf8.h"
#include "headings.h"
#include "lookup.h"
#include "places.h"

/* Words that name a job, folded, sorted by bytes. */
enum { NOUN_BYTES = 20 };

/* clang-format off */
static const char job_nouns[][NOUN_BYTES] = {
    "accountant", "actuary", "administrador", "administrator", "adviser", "advisor", "advocate", "agent", "aide",
    "ambassador", "analista", "analyst", "analytiker", "apprentice", "architect", "architekt", "artist", "asistent",
    "asistente", "assembler", "assistant", "assistent", "assistente", "associate", "attendant", "attorney", "auditor",
    "baker", "barista", "bartender", "berater", "bioinformatician", "biologist", "bookkeeper", "buchhalter", "builder",
    "butcher", "buyer", "captain", "caregiver", "carer", "carpenter", "cashier", "ceo", "cfo", "chef", "chemist",
    "chief", "cio", "cleaner", "clerk", "clinician", "cmo", "coach", "collector", "comercial", "commercial",
    "conductor", "conseiller", "consultant", "contractor", "controller", "coo", "cook", "coordinador", "coordinator",
    "counsel", "counsellor", "counselor", "courier", "cto", "curator", "dealer", "dean", "dentist", "deputy",
    "desarrollador", "desenvolvedor", "designer", "detective", "developer", "developpeur", "dietitian", "directeur",
    "director", "direktor", "dispatcher", "doctor", "driver", "economist", "editor", "educator", "electrician",
    "elektriker", "engineer", "entwickler", "epidemiologist", "escort", "estimator", "evangelist", "examiner",
    "executive", "expert", "fachkraft", "faculty", "farmer", "fellow", "firefighter", "fitter", "foreman", "founder",
    "fundraiser", "gardener", "generalist", "geologist", "gerente", "geschaftsfuhrer", "graduate", "guard", "guide",
    "hairdresser", "handler", "head", "helper", "hostess", "housekeeper", "hygienist", "illustrator", "illustrators",
    "ingeniero", "ingenieur", "inspector", "installer", "instructor", "intern", "internship", "interpreter",
    "investigator", "inzenyr", "janitor", "journalist", "judge", "koordinator", "laborer", "labourer", "lawyer",
    "lead", "leader", "lecturer", "leiter", "leiterin", "librarian", "machinist", "manager", "managerin", "manazer",
    "marketer", "mason", "mechanic", "medewerker", "mediator", "merchandiser", "midwife", "mitarbeiter", "moderator",
    "nanny", "nurse", "officer", "operaio", "operator", "optician", "organizer", "owner", "packer", "painter",
    "paralegal", "paramedic", "partner", "pharmacist", "photographer", "photographers", "physician", "physicist",
    "physiotherapist", "picker", "pilot", "planner", "plumber", "porter", "postdoc", "practitioner", "praktikant",
    "president", "principal", "producer", "professional", "professor", "programator", "programmer", "psychologist",
    "realtor", "receiver", "receptionist", "recruiter", "referent", "registrar", "rep", "reporter", "representative",
    "researcher", "responsable", "sachbearbeiter", "salesman", "salesperson", "scientist", "secretary", "seller",
    "server", "sommelier", "specialist", "specialista", "stagiaire", "statistician", "steward", "stocker",
    "strategist", "student", "superintendent", "supervisor", "surgeon", "surveyor", "tailor", "teacher", "technician",
    "technicien", "techniker", "technologist", "telemarketer", "teller", "tester", "therapist", "trader", "trainee",
    "trainer", "translator", "treasurer", "tutor", "underwriter", "vendedor", "vendeur", "verkaufer", "veterinarian",
    "vicepresident", "vp", "waiter", "waitress", "warden", "weaver", "welder", "werkstudent", "worker", "writer",
};
/* clang-format on */

/* Lines printed where a title is expected, folded. */
/* clang-format off */
static const char *const useless_lines[] = {
    "job detail", "job details", "job description", "job posting", "job posting details", "careers", "career", "jobs",
    "career site", "career opportunities", "vacancy", "vacview", "vacancies", "job openings", "current openings",
    "open positions", "job opportunities", "work with us", "join us", "join our team", "apply", "apply now", "home",
    "welcome", "untitled", "privacy policy", "cookie policy", "contact us", "about us", "detail pozice", "index",
    "job ad", "job", "position", "search jobs", "search results", "job search", "error", "page not found", "not found",
    "404", "login", "sign in", "menu", "navigation", "job post", "job application", "application", "application form",
    "share page", "share this job", "description", "overview", "you need to enable javascript", "save job",
    "save icon", "job portal", "career portal", "jobs and careers", "careers and jobs", "open role", "open roles",
    "all jobs", "position details", "position description", "vacancy details", "work for us", "nabidka prace",
    "stellenangebote", "stellenangebot", "offres d emploi", "job alert", "employment", "employment opportunities",
    "opportunities", "think you fit the bill", "the job", "loading", "job listing",
};
/* clang-format on */

static size_t fold(struct str s, char out[HEADING_MAX_BYTES + 8]) {
  if (s.len > HEADING_MAX_BYTES) s.len = HEADING_MAX_BYTES;
  return heading_fold(s, out);
}

static bool is_job_noun(const char *w, size_t len) {
  char word[LOOKUP_PAD] = {0};
  if (len < 2 || len >= NOUN_BYTES) return false;
  memcpy(word, w, len);
  if (lookup_find(job_nouns, 0, sizeof job_nouns / sizeof job_nouns[0], NOUN_BYTES, NOUN_BYTES, word) != SIZE_MAX)
    return true;
  if (len < 5 || word[len - 1] != 's') return false; /* a plural */
  word[len - 1] = '\0';
  return lookup_find(job_nouns, 0, sizeof job_nouns / sizeof job_nouns[0], NOUN_BYTES, NOUN_BYTES, word) != SIZE_MAX;
}

bool titles_sorted(void) {
  for (size_t i = 0; i + 1 < sizeof job_nouns / sizeof job_nouns[0]; i++)
    if (strcmp(job_nouns[i], job_nouns[i + 1]) >= 0) return false;
  return true;
}

static bool is_useless(const char *f) {
  for (size_t i = 0; i < sizeof useless_lines / sizeof useless_lines[0]; i++)
    if (useless_lines[i][0] == f[0] && strcmp(useless_lines[i], f) == 0) return true;
  return strncmp(f, "http ", 5) == 0 || strncmp(f, "https ", 6) == 0 || strncmp(f, "www ", 4) == 0;
}

bool title_useless(struct str s) {
  char f[HEADING_MAX_BYTES + 8];
  return fold(s, f) == 0 ? s.len < 200 : is_useless(f); /* no letters at all, or another script */
}

/* "Welcome from our CEO" names a job, and not the one that is open. */
static bool is_greeting(const char *folded) {
  static const char *const beginnings[] = {"welcome ",     "a welcome ",     "message from ", "a message from ",
                                           "letter from ", "a letter from ", "a note from ",  "a word from ",
                                           "foreword ",    "dear "};
  for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
    if (strncmp(folded, beginnings[i], strlen(beginnings[i])) == 0) return true;
  return false;
}

int title_like(struct str s) {
  char f[HEADING_MAX_BYTES + 8];
  if (s.len < 2 || s.len > HEADING_MAX_BYTES) return 0;
  if (fold(s, f) == 0) return s.len < 60; /* another script */
  if (is_useless(f) || is_greeting(f)) return 0;
  char last = s.ptr[s.len - 1];
  size_t words = 0;
  bool noun = false;
  for (const char *w = f; *w;) {
    size_t n = strcspn(w, " ");
    noun = noun || is_job_noun(w, n);
    words++;
    w += n;
    if (*w == ' ') w++;
  }
  if (words > 14 || (last == '!' || last == '?')) return 0;
  if (last == '.' && words > 6) return 0;
  if (noun) return 2;
  return words <= 9 && last != ':' ? 1 : 0;
}

bool title_same(struct str a, struct str b) {
  char x[HEADING_MAX_BYTES + 8], y[HEADING_MAX_BYTES + 8];
  size_t n = fold(a, x);
  return n > 0 && n == fold(b, y) && memcmp(x, y, n) == 0;
}

bool title_within(struct str part, struct str whole) {
  char x[HEADING_MAX_BYTES + 8], y[HEADING_MAX_BYTES + 8];
  size_t n = fold(part, x);
  if (n < 2) return false;
  for (size_t from = 0; from < whole.len; from += HEADING_MAX_BYTES / 2) {
    if (fold(str_sub(whole, from, whole.len), y) == 0) continue;
    for (const char *at = strstr(y, x); at; at = strstr(at + 1, x))
      if ((at == y || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' ')) return true;
  }
  return false;
}

/* ---- taking off ---- */

static struct str trim(struct str s) {
  static const char junk[] = " \t\n|-:;,/>*\xC2\xB7";
  for (;;) {
    if (s.len && strchr(junk, s.ptr[0]) && s.ptr[0] != '\xC2')
      s.ptr++, s.len--;
    else if (s.len >= 2 && (memcmp(s.ptr, "\xC2\xB7", 2) == 0 || memcmp(s.ptr, "\xC2\xBB", 2) == 0))
      s.ptr += 2, s.len -= 2;
    else if (s.len >= 3 && memcmp(s.ptr, "\xE2\x80\x93", 3) == 0)
      s.ptr += 3, s.len -= 3;
    else
      break;
  }
  for (;;) {
    char c = s.len ? s.ptr[s.len - 1] : 'x';
    if (s.len && (c == ' ' || c == '|' || c == '-' || c == ':' || c == ',' || c == ';' || c == '/' || c == '>'))
      s.len--;
    else if (str_ends(s, STR("\xC2\xB7")) || str_ends(s, STR("\xC2\xBB")))
      s.len -= 2;
    else if (str_ends(s, STR("\xE2\x80\x93")) || str_ends(s, STR("\xE2\x80\x94")))
      s.len -= 3;
    else
      break;
  }
  return s;
}

static bool cut_prefix(struct str *s, const char *prefix) {
  struct str p = str_of(prefix);
  if (s->len <= p.len || !ascii_eq_nocase(str_sub(*s, 0, p.len), p)) return false;
  struct str rest = trim(str_sub(*s, p.len, s->len));
  if (rest.len < 2) return false;
  *s = rest;
  return true;
}

static bool cut_suffix(struct str *s, const char *suffix) {
  struct str p = str_of(suffix);
  if (s->len <= p.len || !ascii_eq_nocase(str_sub(*s, s->len - p.len, s->len), p)) return false;
  struct str rest = trim(str_sub(*s, 0, s->len - p.len));
  if (rest.len < 2) return false;
  *s = rest;
  return true;
}

/* "(m/w/d)", "(f/m/x)", "(h/f)", "m/f/d", "(all genders)": the marks of equal treatment. */
static bool is_gender_mark(struct str s) {
  size_t letters = 0, other = 0;
  if (ascii_find_nocase(s, STR("all genders")) >= 0 || ascii_find_nocase(s, STR("gn)")) >= 0) return true;
  for (size_t i = 0; i < s.len; i++) {
    char c = ascii_lower(s.ptr[i]);
    if (c == '(' || c == ')' || c == '[' || c == ']' || c == '*' || c == ' ' || c == ',') continue;
    if (c == '/' || c == '|' || c == '-')
      other++;
    else if (strchr("mfwdxhvni", c))
      letters++;
    else
      return false;
  }
  return letters >= 2 && letters <= 4 && other >= 1;
}

static void cut_gender(struct str *s) {
  if (s->len < 6) return;
  char last = s->ptr[s->len - 1];
  size_t open = s->len;
  if (last == ')' || last == ']') {
    while (open > 0 && s->ptr[open - 1] != '(' && s->ptr[open - 1] != '[') open--;
    if (open < 2) return;
    open--;
  } else {
    while (open > 0 && s->ptr[open - 1] != ' ') open--;
    if (open == 0 || s->len - open < 3) return;
  }
  if (!is_gender_mark(str_sub(*s, open, s->len))) return;
  struct str rest = trim(str_sub(*s, 0, open));
  if (rest.len > 2) *s = rest;
}

/* A requisition number at the end: "(R-12345)", "- JR2019510", "#4262", "[Req 991]", "Job ID 4262". */
static bool is_requisition(struct str s) {
  size_t digits = 0, letters = 0;
  for (size_t i = 0; i < s.len; i++) {
    if (ascii_is_digit(s.ptr[i]))
      digits++;
    else if (ascii_is_alpha(s.ptr[i]))
      letters++;
  }
  bool word = ascii_find_nocase(s, STR("req")) >= 0 || ascii_find_nocase(s, STR("id")) >= 0 ||
              ascii_find_nocase(s, STR("ref")) >= 0 || ascii_find_nocase(s, STR("#")) >= 0;
  return digits >= 4 && letters <= (word ? 12u : 3u);
}

static void cut_requisition(struct str *s) {
  char last = s->len ? s->ptr[s->len - 1] : ' ';
  size_t open = s->len;
  if (last == ')' || last == ']') {
    while (open > 0 && s->ptr[open - 1] != '(' && s->ptr[open - 1] != '[') open--;
    open = open ? open - 1 : s->len;
  } else {
    while (open > 0 && s->ptr[open - 1] != ' ') open--;
    if (open && open < s->len && s->ptr[open] != '#' && !(open >= 2 && s->ptr[open - 2] == '-') &&
        !(open >= 3 && ascii_find_nocase(str_sub(*s, open - 3, open), STR("id")) >= 0))
      return;
  }
  if (open >= s->len || !is_requisition(str_sub(*s, open, s->len))) return;
  struct str rest = trim(str_sub(*s, 0, open));
  if (rest.len > 2) *s = rest;
}

/* "Engineer - Feature Animation" where " at Acme" stood behind it: the team, not the job. */
static void cut_team(struct str *s) {
  for (size_t i = s->len; i-- > 3;) {
    if (memcmp(s->ptr + i - 3, " - ", 3) != 0) continue;
    struct str head = trim(str_sub(*s, 0, i - 3)), tail = trim(str_sub(*s, i, s->len));
    if (title_like(head) == 2 && title_like(tail) < 2) *s = head;
    return;
  }
}

/* " at X", " - X", " | X", " for X", ", X" at the end, X being the company or the place. */
static void cut_name(struct str *s, struct str name) {
  if (name.len < 2 || s->len <= name.len + 3) return;
  struct str tail = str_sub(*s, s->len - name.len, s->len);
  if (!ascii_eq_nocase(tail, name)) return;
  struct str rest = str_sub(*s, 0, s->len - name.len);
  static const char *const joints[] = {
      " at ",  " @ ",    " - ", " | ",    " for ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", ", ",
      " bei ", " chez ", " : ", " with ", " in "};
  for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
    struct str j = str_of(joints[i]);
    if (rest.len <= j.len + 1 || !ascii_eq_nocase(str_sub(rest, rest.len - j.len, rest.len), j)) continue;
    *s = trim(str_sub(rest, 0, rest.len - j.len));
    if (i == 0) cut_team(s);
    return;
  }
}

/* "Acme Trust - Operations Manager": what stands before the job. */
static void cut_leading_name(struct str *s, struct str name) {
  if (name.len < 2 || s->len <= name.len + 4 || !ascii_eq_nocase(str_sub(*s, 0, name.len), name)) return;
  char next = s->ptr[name.len];
  struct str rest = trim(str_sub(*s, name.len, s->len));
  bool joint = next == ':' || next == ',' || (next == ' ' && !ascii_is_alnum(s->ptr[name.len + 1]));
  if (joint && title_like(rest) == 2) *s = rest;
}

/* "Operations Manager (Gothenburg, Sweden)" */
static void cut_place(struct str *s) {
  size_t open = s->len;
  if (s->len < 8 || s->ptr[s->len - 1] != ')') return;
  while (open > 4 && s->ptr[open - 1] != '(') open--;
  if (open <= 4 || place_like(str_sub(*s, open, s->len - 1)) != 2) return;
  *s = trim(str_sub(*s, 0, open - 1));
}

struct str title_clean(struct str s, struct str company, struct str place) {
  static const char *const prefixes[] = {"job application for ",
                                         "apply for ",
                                         "apply to ",
                                         "application for ",
                                         "careers - ",
                                         "careers: ",
                                         "career - ",
                                         "jobs - ",
                                         "job: ",
                                         "job title: ",
                                         "job title - ",
                                         "job posting: ",
                                         "job opening: ",
                                         "vacancy: ",
                                         "vacancy - ",
                                         "position: ",
                                         "position title: ",
                                         "we are hiring: ",
                                         "we're hiring: ",
                                         "now hiring: ",
                                         "hiring: ",
                                         "title: ",
                                         "role: ",
                                         "open position: ",
                                         "job opportunity: ",
                                         "subject: ",
                                         "re: ",
                                         "fwd: ",
                                         "job vacancy: ",
                                         "vacancy notice: ",
                                         "vacancy announcement: ",
                                         "job advert: ",
                                         "job advertisement: ",
                                         "employment opportunity: ",
                                         "now recruiting: ",
                                         "wanted: ",
                                         "job description: ",
                                         "job description - "};
  static const char *const suffixes[] = {
      " job description", " job descirption", " job posting", " - job posting", " | job posting",
      " job details",     " - careers",       " | careers",   " jobs",          " - remote",
      " (remote)",        " | remote",        ", remote",     " - hybrid",      " (hybrid)",
      " - full time",     " - full-time",     " - part time", " - part-time",   " (full-time)",
      " (part-time)",     " (full time)",     " (part time)", " vacancy",       " job",
      " needed",          " wanted",          " - apply now", " (us)",          " (usa)",
      " position"};
  struct str was = trim(s);
  for (int round = 0; round < 3; round++) {
    s = trim(round ? s : was);
    size_t before = s.len;
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
      if (cut_prefix(&s, prefixes[i])) break;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
      if (cut_suffix(&s, suffixes[i])) break;
    cut_gender(&s);
    cut_requisition(&s);
    cut_name(&s, company);
    cut_leading_name(&s, company);
    cut_name(&s, place);
    cut_place(&s);
    if (s.len == before) break;
  }
  return s.len ? s : was;
}

/* ---- <title> ---- */

static size_t separator_at(struct str s, size_t i) {
  static const char *const marks[] = {" | ",
                                      " - ",
                                      " \xE2\x80\x93 ",
                                      " \xE2\x80\x94 ",
                                      " :: ",
                                      " \xC2\xB7 ",
                                      " \xE2\x80\xA2 ",
                                      " \xC2\xBB ",
                                      " > ",
                                      " / ",
                                      " @ ",
                                      ": ",
                                      "| ",
                                      " |"};
  if (s.ptr[i] != ' ' && s.ptr[i] != ':' && s.ptr[i] != '|') return 0;
  for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++) {
    struct str m = str_of(marks[k]);
    if (i + m.len <= s.len && memcmp(s.ptr + i, m.ptr, m.len) == 0) return m.len;
  }
  return 0;
}

/* "T at C": the last " at " whose right side looks like a name. */
bool title_at(struct str part, struct str *left, struct str *right) {
  static const char *const words[] = {" at ", " bei ", " chez ", " hos ", " presso "};
  for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
    struct str w = str_of(words[k]);
    for (size_t i = part.len; i-- > 1;) {
      if (i + w.len >= part.len || !ascii_eq_nocase(str_sub(part, i, i + w.len), w)) continue;
      *left = trim(str_sub(part, 0, i));
      *right = trim(str_sub(part, i + w.len, part.len));
      return left->len > 1 && right->len > 1;
    }
  }
  return false;
}

size_t title_parts(struct str s, struct str *parts, size_t max, struct str *at_company) {
  size_t n = 0, start = 0;
  *at_company = STR_NONE;
  for (size_t i = 0; i <= s.len && n < max; i++) {
    size_t sep = i < s.len ? separator_at(s, i) : 1;
    if (!sep) continue;
    struct str part = trim(str_sub(s, start, i));
    if (part.len) parts[n++] = part;
    if (i < s.len && sep == 3 && s.ptr[i + 1] == '@') *at_company = trim(str_sub(s, i + 3, s.len));
    start = i + sep;
    i = start ? start - 1 : 0;
  }
  for (size_t i = 0; i < n; i++) {
    struct str left, right;
    ptrdiff_t hiring = ascii_find_nocase(parts[i], STR(" hiring "));
    if (hiring > 0) {
      *at_company = trim(str_sub(parts[i], 0, (size_t)hiring));
      parts[i] = trim(str_sub(parts[i], (size_t)hiring + 8, parts[i].len));
      ptrdiff_t in = ascii_find_nocase(parts[i], STR(" in "));
      if (in > 0) parts[i] = trim(str_sub(parts[i], 0, (size_t)in));
    } else if (!at_company->len && title_at(parts[i], &left, &right)) {
      parts[i] = left;
      *at_company = right;
    }
  }
  return n;
}
