#include "language.h"

#include "../base/ascii.h"
#include "../base/utf8.h"
#include "headings.h"
#include "lookup.h"

#define LANGUAGES(X)                                                                                          \
  X(EN, "en")                                                                                                 \
  X(DE, "de")                                                                                                 \
  X(FR, "fr")                                                                                                 \
  X(ES, "es")                                                                                                 \
  X(PT, "pt") X(IT, "it") X(NL, "nl") X(PL, "pl") X(CS, "cs") X(SK, "sk") X(SV, "sv") X(DA, "da") X(NB, "nb") \
      X(FI, "fi") X(VI, "vi") X(ID, "id") X(TR, "tr") X(HU, "hu") X(RO, "ro") X(HR, "hr")

enum {
#define X(id, code) id##_BIT,
  LANGUAGES(X)
#undef X
      LANGUAGE_COUNT
};

#define X(id, code) id = 1 << id##_BIT,
enum { LANGUAGES(X) LANGUAGE_BITS_END };
#undef X

static const char *const codes[] = {
#define X(id, code) code,
    LANGUAGES(X)
#undef X
};

enum { SMALL_BYTES = 16, SMALL_SAMPLE_WORDS = 160 };

struct small_word {
  char word[SMALL_BYTES]; /* folded */
  uint32_t languages;
};

/* Sorted by bytes. */
/* clang-format off */
static const struct small_word small_words[] = {
    {"a", EN | ES | PT | CS | SK | HU | RO}, {"aan", NL}, {"adalah", ID}, {"af", DA}, {"akan", ID}, {"ako", SK},
    {"al", ES | IT | RO}, {"alebo", SK}, {"alla", IT}, {"als", DE | NL}, {"amit", HU}, {"an", EN | DE}, {"anche", IT},
    {"and", EN}, {"anda", ID}, {"ao", PT}, {"ar", SV}, {"arbeide", NB}, {"arbejde", DA}, {"arbeta", SV}, {"are", EN},
    {"as", EN | PT}, {"at", EN | DA | NB}, {"atau", ID}, {"att", SV}, {"au", FR}, {"auch", DE}, {"auf", DE},
    {"aus", DE}, {"aux", FR}, {"av", SV | NB}, {"avec", FR}, {"az", HU}, {"azienda", IT}, {"be", EN}, {"bei", DE},
    {"bekerja", ID}, {"bij", NL}, {"bir", TR}, {"biti", HR}, {"bu", TR}, {"bude", CS | SK}, {"by", EN}, {"cac", VI},
    {"calisma", TR}, {"care", RO}, {"ce", FR}, {"cette", FR}, {"che", IT}, {"cho", VI}, {"co", VI}, {"com", PT},
    {"come", IT}, {"como", ES | PT}, {"con", ES | IT}, {"cong", VI}, {"cu", RO}, {"cua", VI},
    {"da", PT | IT | TR | HR}, {"daha", TR}, {"dalam", ID}, {"dan", ID}, {"dans", FR}, {"dari", ID}, {"das", DE | PT},
    {"dass", DE}, {"dat", NL}, {"de", FR | ES | PT | NL | TR | HU | RO}, {"deg", NB}, {"dei", IT}, {"del", ES | IT},
    {"dell", IT}, {"della", IT}, {"delle", IT}, {"dem", DE}, {"den", DE | SV | DA | NB | VI}, {"deneyimi", TR},
    {"dengan", ID}, {"der", DE}, {"des", DE | FR}, {"det", SV | DA | NB}, {"di", IT | ID}, {"die", DE}, {"dig", DA},
    {"din", SV | DA | NB | RO}, {"dla", PL}, {"do", PT | PL | CS | SK}, {"dos", PT}, {"du", FR | SV | DA | NB},
    {"duoc", VI}, {"e", PT | IT}, {"echipa", RO}, {"een", NL}, {"egy", HU}, {"ei", FI}, {"ein", DE}, {"eine", DE},
    {"el", ES}, {"eller", SV | DA | NB}, {"elvarasok", HU}, {"em", PT}, {"en", FR | ES | NL | SV | DA | NB | TR},
    {"er", DE | NL | DA | NB}, {"es", DE | ES | HU}, {"est", FR}, {"este", RO}, {"et", FR | DA | NB}, {"ett", SV},
    {"etta", FI}, {"experiencia", ES | PT}, {"experienta", RO}, {"ez", HU}, {"feladatok", HU},
    {"for", EN | SV | DA | NB}, {"from", EN}, {"fur", DE}, {"gibi", TR}, {"gli", IT}, {"ha", HU},
    {"har", SV | DA | NB}, {"hat", DE}, {"have", EN}, {"het", NL}, {"hogy", HU}, {"hos", SV | DA | NB},
    {"i", PL | SV | DA | NB | HR}, {"icin", TR}, {"ihr", DE}, {"ihre", DE}, {"il", IT}, {"ile", TR}, {"ili", HR},
    {"im", DE}, {"in", EN | DE | IT | NL | RO}, {"ini", ID}, {"is", EN | NL | TR | HU}, {"iskustvo", HR}, {"ist", DE},
    {"ja", FI}, {"jak", PL}, {"jako", CS}, {"je", NL | CS | SK | HR}, {"jest", PL}, {"jij", NL}, {"joka", FI},
    {"jsme", CS}, {"jsou", CS}, {"k", CS | SK}, {"kami", ID}, {"kan", SV | DA | NB}, {"kao", HR}, {"kerja", ID},
    {"khi", VI}, {"khong", VI}, {"kinalunk", HU}, {"koji", HR}, {"konusunda", TR}, {"ktore", PL}, {"kuin", FI},
    {"ky", VI}, {"la", FR | ES | IT | VI | RO}, {"lam", VI}, {"las", ES}, {"le", FR | IT}, {"les", FR}, {"los", ES},
    {"lub", PL}, {"luong", VI}, {"mai", RO}, {"mais", PT}, {"mamy", PL}, {"mas", ES}, {"med", SV | DA | NB},
    {"meg", HU}, {"meilla", FI}, {"memiliki", ID}, {"met", NL}, {"mint", HU}, {"mit", DE}, {"mot", VI}, {"munka", HU},
    {"mutta", FI}, {"myos", FI}, {"mzdy", CS}, {"na", PT | PL | CS | SK | HR}, {"naar", NL}, {"nabizime", CS},
    {"nang", VI}, {"nas", CS | SK}, {"nasi", CS | SK}, {"nasz", PL}, {"nebo", CS}, {"nel", IT}, {"nem", HU},
    {"nguoi", VI}, {"nhan", VI}, {"nhung", VI}, {"nicht", DE}, {"nie", PL}, {"niet", NL}, {"no", PT}, {"non", IT},
    {"nos", FR | PT}, {"nossa", PT}, {"nostro", IT}, {"nostru", RO}, {"nous", FR}, {"nudimo", HR}, {"nuestra", ES},
    {"nuestro", ES}, {"o", ES | PT | PL | CS | SK | RO | HR}, {"och", SV}, {"od", PL | HR}, {"oder", DE},
    {"of", EN | NL}, {"og", DA | NB}, {"olan", TR}, {"olarak", TR}, {"olemme", FI}, {"olet", FI},
    {"om", NL | SV | DA | NB}, {"on", EN | FI}, {"ons", NL}, {"onze", NL}, {"ook", NL}, {"op", NL}, {"or", EN},
    {"oraz", PL}, {"os", PT | DA}, {"osaaminen", FI}, {"osob", PL}, {"oss", SV | NB}, {"ou", FR | PT}, {"our", EN},
    {"ovat", FI}, {"pa", SV | DA | NB}, {"pada", ID}, {"par", FR}, {"para", ES | PT}, {"pe", RO}, {"pengalaman", ID},
    {"pentru", RO}, {"per", IT}, {"piu", IT}, {"plus", FR}, {"po", PL | CS | SK}, {"ponukame", SK}, {"por", ES | PT},
    {"posao", HR}, {"pour", FR}, {"praca", SK}, {"prace", CS | SK}, {"praci", CS}, {"pracy", PL}, {"pre", SK},
    {"pro", CS}, {"przez", PL}, {"que", FR | ES | PT}, {"qui", FR}, {"rad", HR}, {"s", CS | SK | HR}, {"sa", SK | RO},
    {"sahip", TR}, {"samt", SV | DA | NB}, {"sau", RO}, {"se", ES | PT | CS | FI | HR}, {"seka", FI}, {"sen", FI},
    {"seu", PT}, {"si", IT | RO}, {"sich", DE}, {"sie", DE | PL}, {"sinulla", FI}, {"sme", SK}, {"smo", HR},
    {"som", SV | DA | NB}, {"sono", IT}, {"sont", FR}, {"su", ES | SK | HR}, {"sua", PT}, {"sunt", RO}, {"sur", FR},
    {"sus", ES}, {"tai", FI | VI}, {"tapasztalat", HU}, {"te", NL | HR}, {"tercihen", TR}, {"that", EN}, {"the", EN},
    {"theo", VI}, {"this", EN}, {"tidak", ID}, {"til", DA | NB}, {"till", SV}, {"to", EN | PL}, {"trabajo", ES},
    {"trong", VI}, {"tu", ES | VI}, {"twoje", PL}, {"tym", CS}, {"tyo", FI}, {"u", HR}, {"uit", NL}, {"um", PT},
    {"uma", PT}, {"un", FR | ES | IT | RO}, {"una", ES | IT}, {"und", DE}, {"une", FR}, {"unsere", DE}, {"untuk", ID},
    {"v", CS | SK}, {"va", VI}, {"vagy", HU}, {"van", NL | HU}, {"vara", SV}, {"vas", CS | SK}, {"ve", CS | VI | TR},
    {"veya", TR}, {"vi", SV | DA | NB}, {"viec", VI}, {"vo", SK}, {"voce", PT}, {"voi", VI}, {"voit", FI}, {"von", DE},
    {"voor", NL}, {"vos", FR}, {"votre", FR}, {"vous", FR}, {"w", PL}, {"we", EN}, {"werden", DE}, {"wij", NL},
    {"will", EN}, {"wir", DE}, {"with", EN}, {"wordt", NL}, {"y", ES}, {"ya", TR}, {"yang", ID}, {"you", EN},
    {"your", EN}, {"z", PL | CS | SK}, {"za", PL | CS | SK | HR}, {"ze", PL | CS}, {"zijn", NL}, {"zo", SK},
    {"zu", DE},
};
/* clang-format on */

static uint32_t languages_of(const char *word) {
  size_t at =
      lookup_find(small_words, 0, sizeof small_words / sizeof small_words[0], sizeof small_words[0], SMALL_BYTES, word);
  return at == SIZE_MAX ? 0 : small_words[at].languages;
}

bool language_sorted(void) {
  for (size_t i = 0; i + 1 < sizeof small_words / sizeof small_words[0]; i++)
    if (strcmp(small_words[i].word, small_words[i + 1].word) >= 0) return false;
  return true;
}

struct script_range {
  uint32_t from, to;
  unsigned script;
};

enum { LATIN, CYRILLIC, GREEK, ARABIC, HEBREW, HAN, KANA, HANGUL, THAI, DEVANAGARI, SCRIPTS };

static const struct script_range ranges[] = {
    {0x370, 0x3FF, GREEK},  {0x400, 0x52F, CYRILLIC},   {0x590, 0x5FF, HEBREW},
    {0x600, 0x6FF, ARABIC}, {0x900, 0x97F, DEVANAGARI}, {0xE00, 0xE7F, THAI},
    {0x3040, 0x30FF, KANA}, {0x4E00, 0x9FFF, HAN},      {0xAC00, 0xD7AF, HANGUL},
};

struct counts {
  size_t script[SCRIPTS];
  size_t words, hits[LANGUAGE_COUNT];
  bool serbian, ukrainian; /* letters that Russian lacks */
};

static unsigned script_of(uint32_t c) {
  for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
    if (c >= ranges[i].from && c <= ranges[i].to) return ranges[i].script;
  return LATIN;
}

static void count_word(struct counts *n, struct str word) {
  char folded[LOOKUP_PAD] = {0};
  n->words++;
  if (word.len > 18 || heading_fold_line(word, folded, sizeof folded) == 0 || folded[SMALL_BYTES - 1]) return;
  uint32_t in = languages_of(folded);
  for (unsigned l = 0; in; l++, in >>= 1)
    if (in & 1) n->hits[l]++;
}

/* "de la Cruz", "von der Heide": before a capital they are parts of names in any language. */
static bool is_particle(struct str word) {
  static const char *const particles[] = {"de",  "da",  "do",  "dos", "das", "del", "di", "du", "la", "le", "los",
                                          "van", "von", "der", "den", "ter", "e",   "y",  "al", "el", "i",  "og"};
  if (word.len > 3) return false;
  for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++)
    if (word.len && particles[i][0] == word.ptr[0] && str_eq(word, str_of(particles[i]))) return true;
  return false;
}

static void count_text(struct counts *n, struct str text, size_t most) {
  size_t start = 0;
  for (size_t i = 0; i <= text.len && n->words < most;) {
    uint32_t c = i < text.len ? (unsigned char)text.ptr[i] : ' ';
    size_t step = c < 0x80 ? 1 : utf8_decode(text, i, &c);
    if (step == 0) step = 1;
    bool letter = (c < 0x80 && ascii_is_alpha((char)c)) || c >= 0xC0;
    if (letter) n->script[c < 0x370 ? LATIN : script_of(c)]++;
    if (c == 0x402 || c == 0x452 || c == 0x408 || c == 0x458 || c == 0x459 || c == 0x45A) n->serbian = true;
    if (c == 0x456 || c == 0x457 || c == 0x454 || c == 0x491) n->ukrainian = true;
    if (!letter) {
      struct str word = str_sub(text, start, i);
      bool before_name = c == ' ' && i + 1 < text.len && ascii_is_upper(text.ptr[i + 1]);
      if (i > start && !(before_name && is_particle(word))) count_word(n, word);
      start = i + step;
    }
    i += step;
  }
}

struct str language_of(struct str text) {
  struct counts n = {0};
  enum { PLACES = 3, WORD_BYTES = 24, SHORT_BYTES = 900 };
  size_t places = text.len > SHORT_BYTES ? PLACES : 1;
  for (size_t k = 0; k < places; k++) { /* not the beginning alone: some greet in one language and go on in another */
    size_t from = text.len / places * k, to = k + 1 == places ? text.len : text.len / places * (k + 1);
    size_t near = to - from > WORD_BYTES ? from + WORD_BYTES : to; /* some scripts set no spaces */
    while (k && from < near && text.ptr[from] != ' ' && text.ptr[from] != '\n') from++;
    while (from < to && ((unsigned char)text.ptr[from] & 0xC0) == 0x80) from++;
    if (to - from > LANGUAGE_SAMPLE / places) to = from + LANGUAGE_SAMPLE / places;
    count_text(&n, str_sub(text, from, to), SMALL_SAMPLE_WORDS / places * (k + 1));
  }
  size_t letters = 0;
  for (unsigned s = 0; s < SCRIPTS; s++) letters += n.script[s];
  if (letters < 20) return STR_NONE;
  bool other_script = n.script[LATIN] * 20 < letters * 19; /* a part of an English text may be in another script */
  if (other_script && n.hits[EN_BIT] >= 8 && n.hits[EN_BIT] * 14 > n.words) return STR("en");
  if (n.script[KANA] * 20 > letters) return STR("ja");
  if (n.script[HANGUL] * 3 > letters) return STR("ko");
  if (n.script[HAN] * 3 > letters) return STR("zh");
  if (n.script[ARABIC] * 2 > letters) return STR("ar");
  if (n.script[HEBREW] * 2 > letters) return STR("he");
  if (n.script[GREEK] * 2 > letters) return STR("el");
  if (n.script[THAI] * 2 > letters) return STR("th");
  if (n.script[DEVANAGARI] * 2 > letters) return STR("hi");
  if (n.script[CYRILLIC] * 2 > letters) return n.serbian ? STR("sr") : n.ukrainian ? STR("uk") : STR("ru");
  size_t best = 0, second = 0;
  for (size_t l = 1; l < LANGUAGE_COUNT; l++)
    if (n.hits[l] > n.hits[best]) best = l;
  for (size_t l = 0; l < LANGUAGE_COUNT; l++)
    if (l != best && n.hits[l] > second) second = n.hits[l];
  if (n.words < 8 || n.hits[best] * 12 < n.words || n.hits[best] == second) return STR_NONE;
  /* Names and places in an English text ("de", "la", "von") are no other language: that must be clear of it. */
  if (best != EN_BIT && n.hits[EN_BIT] * 10 > n.words && n.hits[best] * 2 < n.hits[EN_BIT] * 3) return STR("en");
  return str_of(codes[best]);
}
