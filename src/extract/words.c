#include "words.h"

#include "../base/ascii.h"
#include "lookup.h"

enum {
  DUTY = WORD_DUTY,
  JOB = WORD_JOB,
  PRIVACY = WORD_PRIVACY,
  FORM = WORD_FORM,
  PERSONAL = WORD_PERSONAL,
  DATA = WORD_DATA
};

struct entry {
  char word[WORD_MAX_BYTES];
  unsigned char flags;
};

/* Sorted by bytes; tests/unit/test_choose.c checks it. English, with the commonest words of other languages, so that a
   posting in them is found too. */
/* clang-format off */
static const struct entry table[] = {
    {"abilities", JOB}, {"ability", JOB}, {"accompagner", DUTY}, {"achieve", DUTY},
    {"achternaam", FORM}, {"acompanhar", DUTY}, {"act", DUTY}, {"adapt", DUTY}, {"address", DUTY | FORM},
    {"administer", DUTY}, {"advise", DUTY}, {"advocate", DUTY}, {"align", DUTY}, {"analyse", DUTY}, {"analyze", DUTY},
    {"anglais", JOB}, {"angličtina", JOB}, {"animer", DUTY}, {"anticipate", DUTY}, {"apellido", FORM},
    {"apellidos", FORM}, {"apoyar", DUTY}, {"applicant", JOB}, {"applicants", JOB}, {"apply", DUTY}, {"approve", DUTY},
    {"arrange", DUTY}, {"articulate", DUTY}, {"assess", DUTY}, {"assign", DUTY}, {"assist", DUTY}, {"assume", DUTY},
    {"assure", DUTY}, {"assurer", DUTY}, {"attach", FORM}, {"attend", DUTY}, {"audit", DUTY}, {"aufgaben", JOB},
    {"ausbildung", JOB}, {"author", DUTY}, {"automate", DUTY}, {"bachelor", JOB}, {"bachelors", JOB},
    {"balance", DUTY}, {"be", DUTY}, {"beheren", DUTY}, {"benefits", JOB}, {"benefity", JOB}, {"berufserfahrung", JOB},
    {"betreuung", DUTY}, {"bewerbung", JOB}, {"bonus", JOB}, {"bouwen", DUTY}, {"brainstorm", DUTY}, {"brief", DUTY},
    {"bring", DUTY}, {"browse", FORM}, {"browsing", PRIVACY}, {"build", DUTY}, {"calculate", DUTY}, {"candidat", JOB},
    {"candidate", JOB}, {"candidates", JOB}, {"capacidad", JOB}, {"captcha", FORM}, {"career", JOB}, {"ccpa", PRIVACY},
    {"certification", JOB}, {"champion", DUTY}, {"chart", DUTY}, {"choose", FORM}, {"clean", DUTY}, {"clients", JOB},
    {"coach", DUTY}, {"code", DUTY}, {"collaborate", DUTY | JOB}, {"collect", DUTY}, {"communicate", DUTY},
    {"communication", JOB}, {"compensation", JOB}, {"compile", DUTY}, {"complete", DUTY}, {"comply", DUTY},
    {"compétences", JOB}, {"conceive", DUTY}, {"concevoir", DUTY}, {"conduct", DUTY}, {"confidentialité", PRIVACY},
    {"configure", DUTY}, {"confirm", FORM}, {"conhecimento", JOB}, {"conhecimentos", JOB}, {"conocimientos", JOB},
    {"consenso", PRIVACY}, {"consent", PRIVACY}, {"consentement", PRIVACY}, {"consentimento", PRIVACY},
    {"consentimiento", PRIVACY}, {"consolidate", DUTY}, {"construct", DUTY}, {"consult", DUTY}, {"continue", DUTY},
    {"contribute", DUTY}, {"control", DUTY}, {"controller", PRIVACY}, {"convert", DUTY}, {"cookie", PRIVACY},
    {"cookies", PRIVACY}, {"coordenar", DUTY}, {"coordinar", DUTY}, {"coordinate", DUTY}, {"correo", FORM},
    {"cover", FORM}, {"craft", DUTY}, {"create", DUTY}, {"cultivate", DUTY}, {"curate", DUTY}, {"customers", JOB},
    {"cv", FORM}, {"dados", PRIVACY}, {"data", DATA}, {"daten", DATA}, {"datenschutz", PRIVACY}, {"datos", PRIVACY},
    {"deadlines", JOB}, {"debug", DUTY}, {"decline", FORM}, {"define", DUTY}, {"degree", JOB}, {"delegate", DUTY},
    {"deliver", DUTY}, {"demonstrate", DUTY}, {"deploy", DUTY}, {"desarrollar", DUTY}, {"desenvolver", DUTY},
    {"design", DUTY}, {"detect", DUTY}, {"determine", DUTY}, {"deutschkenntnisse", JOB}, {"develop", DUTY},
    {"devise", DUTY}, {"diagnose", DUTY}, {"diploma", JOB}, {"diplôme", JOB}, {"direct", DUTY}, {"disability", FORM},
    {"discover", DUTY}, {"document", DUTY}, {"données", DATA | PRIVACY}, {"doświadczenie", JOB}, {"draft", DUTY},
    {"drive", DUTY}, {"durchführung", DUTY}, {"duties", JOB}, {"définir", DUTY}, {"développer", DUTY},
    {"edit", DUTY}, {"educate", DUTY}, {"einwilligung", PRIVACY}, {"email", FORM}, {"embed", DUTY}, {"embrace", DUTY},
    {"employee", JOB}, {"employees", JOB}, {"employer", JOB}, {"employment", JOB}, {"empower", DUTY}, {"enable", DUTY},
    {"encourage", DUTY}, {"enforce", DUTY}, {"engage", DUTY}, {"engineer", DUTY}, {"englischkenntnisse", JOB},
    {"english", JOB}, {"enhance", DUTY}, {"ensure", DUTY}, {"entreprise", JOB}, {"entwicklung", DUTY},
    {"environment", JOB}, {"equipe", JOB}, {"equipo", JOB}, {"equity", JOB}, {"equivalent", JOB}, {"erfahrung", JOB},
    {"erfahrungen", JOB}, {"erstellung", DUTY}, {"ervaring", JOB}, {"escalate", DUTY}, {"establish", DUTY},
    {"estimate", DUTY}, {"ethnicity", FORM}, {"evaluate", DUTY}, {"evolve", DUTY}, {"examine", DUTY},
    {"excellent", JOB}, {"execute", DUTY}, {"expand", DUTY}, {"experience", JOB}, {"experienced", JOB},
    {"experiences", JOB}, {"experiencia", JOB}, {"experiment", DUTY}, {"experiência", JOB}, {"explore", DUTY},
    {"expérience", JOB}, {"facilitate", DUTY}, {"familiarity", JOB}, {"file", DUTY | FORM}, {"finalize", DUTY},
    {"find", DUTY}, {"fingerprint", PRIVACY}, {"firstname", FORM}, {"flexible", JOB}, {"fluent", JOB},
    {"follow", DUTY}, {"forecast", DUTY}, {"form", DUTY}, {"formación", JOB}, {"formulate", DUTY}, {"foster", DUTY},
    {"functie", JOB}, {"führung", DUTY}, {"garantir", DUTY}, {"garantizar", DUTY}, {"gather", DUTY},
    {"gdpr", PRIVACY}, {"gegevens", PRIVACY}, {"gender", FORM}, {"generate", DUTY}, {"gerenciar", DUTY},
    {"gestionar", DUTY}, {"give", DUTY}, {"grow", DUTY}, {"guide", DUTY}, {"gérer", DUTY}, {"habilidades", JOB},
    {"handle", DUTY}, {"help", DUTY}, {"heslo", FORM}, {"hire", DUTY | JOB}, {"hiring", JOB}, {"hispanic", FORM},
    {"host", DUTY}, {"hybrid", JOB}, {"hỗ", DUTY}, {"identify", DUTY | FORM}, {"illustrate", DUTY},
    {"implement", DUTY}, {"improve", DUTY}, {"increase", DUTY}, {"influence", DUTY}, {"inform", DUTY},
    {"information", DATA}, {"initiate", DUTY}, {"inspect", DUTY}, {"inspire", DUTY}, {"install", DUTY},
    {"insurance", JOB}, {"integrate", DUTY}, {"interact", DUTY}, {"interface", DUTY}, {"interpret", DUTY},
    {"interview", DUTY | JOB}, {"investigate", DUTY}, {"issue", DUTY}, {"iterate", DUTY}, {"jméno", FORM},
    {"job", JOB}, {"join", DUTY}, {"keep", DUTY}, {"kennis", JOB}, {"kenntnisse", JOB}, {"kinh", JOB},
    {"knowledge", JOB}, {"koordination", DUTY}, {"kỹ", JOB}, {"lastname", FORM}, {"latino", FORM}, {"launch", DUTY},
    {"lead", DUTY}, {"learn", DUTY}, {"leitung", DUTY}, {"letter", FORM}, {"leverage", DUTY}, {"liaise", DUTY},
    {"linkedin", FORM}, {"load", DUTY}, {"log", DUTY}, {"login", FORM}, {"lên", DUTY}, {"lương", JOB},
    {"lộ", JOB}, {"maintain", DUTY}, {"make", DUTY}, {"manage", DUTY}, {"management", JOB}, {"manager", JOB},
    {"map", DUTY}, {"market", DUTY}, {"master", JOB}, {"masters", JOB}, {"maîtrise", JOB}, {"meet", DUTY},
    {"mentor", DUTY}, {"mettre", DUTY}, {"migrate", DUTY}, {"minimum", JOB}, {"missions", JOB}, {"mitarbeiter", JOB},
    {"mobile", FORM}, {"model", DUTY}, {"modify", DUTY}, {"monitor", DUTY}, {"motivate", DUTY}, {"motivated", JOB},
    {"mzda", JOB}, {"naam", FORM}, {"nachname", FORM}, {"name", FORM}, {"navrhovat", DUTY}, {"negotiate", DUTY},
    {"newsletter", PRIVACY}, {"nghiệm", JOB}, {"nom", FORM}, {"nombre", FORM}, {"nome", FORM}, {"nurture", DUTY},
    {"náplň", JOB}, {"năng", JOB}, {"obtain", DUTY}, {"ochrany", PRIVACY}, {"offer", DUTY}, {"office", JOB},
    {"onboard", DUTY}, {"ontwikkelen", DUTY}, {"operate", DUTY}, {"opleiding", JOB}, {"opportunities", JOB},
    {"opportunity", JOB}, {"optimierung", DUTY}, {"optimise", DUTY}, {"optimize", DUTY}, {"optional", FORM},
    {"orchestrate", DUTY}, {"order", DUTY}, {"organise", DUTY}, {"organize", DUTY}, {"osobní", PRIVACY},
    {"osobních", PRIVACY}, {"osobowych", PRIVACY}, {"oversee", DUTY}, {"own", DUTY}, {"participate", DUTY},
    {"participer", DUTY}, {"parties", DATA}, {"partner", DUTY}, {"party", DATA}, {"password", FORM}, {"perform", DUTY},
    {"personal", PERSONAL}, {"personales", PRIVACY}, {"personali", PRIVACY}, {"personenbezogene", PERSONAL | PRIVACY},
    {"personenbezogenen", PERSONAL | PRIVACY}, {"personnelles", PRIVACY}, {"persoonsgegevens", PRIVACY},
    {"pessoais", PRIVACY}, {"phone", FORM}, {"phát", DUTY}, {"phối", DUTY}, {"pick", DUTY}, {"piloter", DUTY},
    {"pioneer", DUTY}, {"pixel", PRIVACY}, {"plan", DUTY}, {"planung", DUTY}, {"position", DUTY | JOB},
    {"postal", FORM}, {"poste", JOB}, {"pozice", JOB}, {"praca", JOB}, {"practice", DUTY}, {"pracy", JOB},
    {"praxe", JOB}, {"preferred", JOB}, {"prepare", DUTY}, {"present", DUTY}, {"prioritise", DUTY},
    {"prioritize", DUTY}, {"privacidad", PRIVACY}, {"privacidade", PRIVACY}, {"privacy", PRIVACY}, {"process", DUTY},
    {"processor", PRIVACY}, {"produce", DUTY}, {"proficiency", JOB}, {"proficient", JOB}, {"program", DUTY},
    {"project", DUTY}, {"projects", JOB}, {"promote", DUTY}, {"pronouns", FORM}, {"propose", DUTY}, {"protect", DUTY},
    {"prototype", DUTY}, {"provide", DUTY}, {"przetwarzania", PRIVACY}, {"práce", JOB}, {"prénom", FORM},
    {"pto", JOB}, {"publish", DUTY}, {"puesto", JOB}, {"purchase", DUTY}, {"příjmení", FORM},
    {"qualification", JOB}, {"qualifications", JOB}, {"qualified", JOB}, {"quản", DUTY}, {"race", FORM},
    {"realizar", DUTY}, {"receive", DUTY}, {"recipients", PRIVACY}, {"recommend", DUTY}, {"reconcile", DUTY},
    {"record", DUTY}, {"recruit", DUTY}, {"recrutement", JOB}, {"refactor", DUTY}, {"refine", DUTY},
    {"register", FORM}, {"regulate", DUTY}, {"remote", JOB}, {"report", DUTY}, {"represent", DUTY}, {"required", JOB},
    {"requirements", JOB}, {"requisitos", JOB}, {"research", DUTY}, {"resolve", DUTY}, {"respond", DUTY},
    {"responsibilities", JOB}, {"responsibility", JOB}, {"responsible", JOB}, {"resume", FORM}, {"retained", PRIVACY},
    {"review", DUTY}, {"revise", DUTY}, {"role", JOB}, {"run", DUTY}, {"réaliser", DUTY}, {"salaire", JOB},
    {"salary", JOB}, {"salutation", FORM}, {"scale", DUTY}, {"schedule", DUTY}, {"scope", DUTY}, {"secure", DUTY},
    {"seeking", JOB}, {"select", DUTY | FORM}, {"sell", DUTY}, {"senha", FORM}, {"serve", DUTY}, {"set", DUTY},
    {"shape", DUTY}, {"sicherstellung", DUTY}, {"sign", FORM}, {"simplify", DUTY}, {"skill", JOB}, {"skills", JOB},
    {"sobrenome", FORM}, {"solve", DUTY}, {"souhlas", PRIVACY}, {"source", DUTY}, {"spearhead", DUTY},
    {"specify", DUTY}, {"spravovat", DUTY}, {"staff", DUTY}, {"stakeholders", JOB}, {"stanowisko", JOB},
    {"steer", DUTY}, {"stelle", JOB}, {"steuerung", DUTY}, {"strategize", DUTY}, {"streamline", DUTY},
    {"strengthen", DUTY}, {"structure", DUTY}, {"studium", JOB}, {"submit", DUTY | FORM}, {"successful", JOB},
    {"supervise", DUTY}, {"supply", DUTY}, {"support", DUTY}, {"surname", FORM}, {"sustain", DUTY}, {"take", DUTY},
    {"teach", DUTY}, {"team", JOB}, {"teamfähigkeit", JOB}, {"teams", JOB}, {"telefon", FORM}, {"telefone", FORM},
    {"telephone", FORM}, {"teléfono", FORM}, {"test", DUTY}, {"third", PERSONAL}, {"thưởng", JOB},
    {"thực", DUTY}, {"toestemming", PRIVACY}, {"trabajo", JOB}, {"trabalho", JOB}, {"track", DUTY}, {"train", DUTY},
    {"traitement", PRIVACY}, {"transform", DUTY}, {"translate", DUTY}, {"tratamiento", PRIVACY},
    {"trattamento", PRIVACY}, {"travel", DUTY}, {"troubleshoot", DUTY}, {"téléphone", FORM}, {"tým", JOB},
    {"týmu", JOB}, {"tổ", DUTY}, {"umiejętność", JOB}, {"umsetzung", DUTY}, {"understand", DUTY},
    {"understanding", JOB}, {"undertake", DUTY}, {"unsubscribe", PRIVACY}, {"unternehmen", JOB},
    {"unterstützung", DUTY}, {"update", DUTY}, {"upgrade", DUTY}, {"upload", FORM}, {"url", FORM}, {"use", DUTY},
    {"username", FORM}, {"utilize", DUTY}, {"vacation", JOB}, {"vacature", JOB}, {"vaga", JOB}, {"validate", DUTY},
    {"verantwortung", JOB}, {"verarbeitung", PRIVACY}, {"verify", DUTY}, {"veteran", FORM}, {"visit", DUTY},
    {"visitor", PRIVACY}, {"visitors", PRIVACY}, {"việc", JOB}, {"voornaam", FORM}, {"vorname", FORM},
    {"vyvíjet", DUTY}, {"vzdělání", JOB}, {"vést", DUTY}, {"werkzaamheden", JOB}, {"willing", JOB},
    {"willingness", JOB}, {"work", DUTY}, {"workplace", JOB}, {"write", DUTY}, {"xây", DUTY}, {"years", JOB},
    {"zajistit", DUTY}, {"zajišťovat", DUTY}, {"zespół", JOB}, {"zip", FORM}, {"zkušenost", JOB},
    {"zkušenosti", JOB}, {"znajomość", JOB}, {"znalost", JOB}, {"znalosti", JOB}, {"zpracování", PRIVACY},
    {"équipe", JOB}, {"údaje", PRIVACY}, {"údajů", PRIVACY}, {"řídit", DUTY},
};
/* clang-format on */

enum { ENTRIES = sizeof table / sizeof table[0] };

/* Where the words of each letter begin, 'a' to 'z' and what is above; checked by the same test. */
static const uint16_t starts[28] = {0,   41,  59,  119, 156, 205, 222, 235, 245, 266, 269, 276, 292, 316,
                                    329, 352, 414, 418, 450, 494, 523, 538, 555, 561, 562, 563, 573, ENTRIES};
/* And which lengths they have, a bit each: the commonest words of a text are told by that alone. */
static const uint32_t lengths[27] = {
    0xFE8,  0x87E4,  0x17FF4, 0x26FF0, 0x41FF0, 0xFD0,  0x770,  0x970,  0xFE0,  0x58, 0x1650, 0x1F8,  0xFF8, 0x7F8,
    0x2BE8, 0x33FF8, 0x6240,  0x15FD8, 0x57F8,  0x5FF0, 0x6FC8, 0x39F0, 0x2AB0, 0x10, 0x20,   0x1D88, 0xC0,
};

/* The flags of a word in lower case (ASCII letters; other letters as they are), zero-padded to WORD_MAX_BYTES; 0 where
   it says nothing. */
static unsigned word_flags(const char *word, size_t len) {
  if (len < 2 || len >= WORD_MAX_BYTES) return 0;
  unsigned first = (unsigned char)word[0];
  if (first < 'a') return 0;
  unsigned slot = first <= 'z' ? first - 'a' : 26;
  if (!(lengths[slot] >> len & 1)) return 0;
  size_t at = lookup_find(table, starts[slot], starts[slot + 1], sizeof table[0], WORD_MAX_BYTES, word);
  return at == SIZE_MAX ? 0 : table[at].flags;
}

bool words_sorted(void) {
  for (size_t i = 0; i + 1 < ENTRIES; i++)
    if (strcmp(table[i].word, table[i + 1].word) >= 0) return false;
  for (size_t i = 0; i < ENTRIES; i++) {
    unsigned first = (unsigned char)table[i].word[0], slot = first <= 'z' ? first - 'a' : 26;
    if (i < starts[slot] || i >= starts[slot + 1] || !(lengths[slot] >> strlen(table[i].word) & 1)) return false;
  }
  return true;
}

struct tally {
  struct line_words sum;
  unsigned before; /* flags of the word before */
};

static void add_word(struct tally *t, const char *word, size_t len) {
  t->sum.words++;
  unsigned flags = len < 3 ? 0 : word_flags(word, len);
  if (flags) {
    if (t->sum.words == 1 && (flags & WORD_DUTY)) t->sum.duty = 1;
    if (flags & WORD_JOB) t->sum.job++;
    if (flags & WORD_FORM) t->sum.form++;
    if (flags & WORD_PRIVACY) t->sum.privacy++;
    if ((flags & WORD_DATA) && (t->before & WORD_PERSONAL)) t->sum.privacy++;
  }
  t->before = flags;
}

struct line_words words_count(struct str line) {
  struct tally t = {0};
  size_t dense = 0;
  if (line.len > 60000) line.len = 60000;
  for (size_t at = 0; at < line.len; at++) {
    char word[LOOKUP_PAD] = {0};
    size_t n = 0, start = at;
    for (; at < line.len; at++, n++) {
      unsigned char c = (unsigned char)line.ptr[at];
      char lower = ascii_word[c];
      if (c >= 0x80) {
        dense += c >= 0xE3 && c <= 0xE9;
        lower = (char)c;
      } else if (!lower) {
        break;
      }
      if (n < WORD_MAX_BYTES) word[n] = lower;
    }
    if (n == 0) continue;
    if (ascii_is_upper(line.ptr[start])) t.sum.capitals++;
    add_word(&t, word, n);
  }
  t.sum.words = (uint16_t)(t.sum.words + dense / 2);
  return t.sum;
}

struct line_words words_only(struct str line) {
  struct line_words n = {0};
  bool in = false;
  for (size_t i = 0; i < line.len; i++) {
    bool letter = ascii_is_alnum(line.ptr[i]) || (unsigned char)line.ptr[i] >= 0x80;
    n.words = (uint16_t)(n.words + (letter && !in));
    in = letter;
  }
  return n;
}
