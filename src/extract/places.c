#include "places.h"

#include "../base/ascii.h"
#include "headings.h"
#include "lookup.h"

/* Folded, sorted by bytes. */
enum { NAME_BYTES = 26 };

/* clang-format off */
static const char names[][NAME_BYTES] = {
    "abu dhabi", "accra", "adelaide", "afghanistan", "ahmedabad", "alabama", "alaska", "albania", "alberta", "algeria",
    "amsterdam", "andorra", "angola", "ankara", "antwerp", "anywhere", "apac", "argentina", "arizona", "arkansas",
    "armenia", "athens", "atlanta", "auckland", "austin", "australia", "austria", "azerbaijan", "baden", "bahamas",
    "bahrain", "baltimore", "bangalore", "bangkok", "bangladesh", "barbados", "barcelona", "basel", "bavaria",
    "bay area", "bayern", "beijing", "belarus", "belfast", "belgie", "belgique", "belgium", "belgrade", "belize",
    "bengaluru", "benin", "beograd", "berlin", "bern", "birmingham", "bogota", "bolivia", "bordeaux", "boston",
    "botswana", "brasil", "bratislava", "brazil", "brisbane", "bristol", "british columbia", "brno", "brunei",
    "brussels", "bucharest", "budapest", "buenos aires", "bulgaria", "burkina faso", "cairo", "calgary", "california",
    "cambodia", "cambridge", "cameroon", "canada", "canberra", "cape town", "cardiff", "casablanca", "ceska republika",
    "chad", "charlotte", "chennai", "chicago", "chile", "china", "cincinnati", "cleveland", "cluj", "cologne",
    "colombia", "colombo", "colorado", "columbus", "congo", "connecticut", "copenhagen", "cork", "costa rica",
    "croatia", "cuba", "cyprus", "czech republic", "czechia", "dallas", "danmark", "delaware", "delhi", "den haag",
    "denmark", "denver", "detroit", "deutschland", "dhaka", "district of columbia", "doha", "dominica",
    "dominican republic", "dubai", "dublin", "durban", "dusseldorf", "ecuador", "edinburgh", "edmonton", "egypt",
    "eindhoven", "el salvador", "emea", "england", "eritrea", "espana", "essex", "estonia", "ethiopia", "europe",
    "fiji", "finland", "florida", "fort worth", "france", "frankfurt", "gabon", "galway", "gambia", "gdansk", "geneva",
    "geneve", "georgia", "germany", "ghana", "ghent", "glasgow", "global", "gothenburg", "great britain",
    "greater london", "greater manchester", "greece", "grenada", "guangzhou", "guatemala", "guinea", "gurgaon",
    "gurugram", "guyana", "ha noi", "haiti", "hamburg", "hanoi", "hawaii", "helsinki", "hessen", "ho chi minh",
    "ho chi minh city", "home based", "home office", "honduras", "hong kong", "houston", "hungary", "hyderabad",
    "iceland", "idaho", "illinois", "india", "indiana", "indianapolis", "indonesia", "iowa", "iran", "iraq", "ireland",
    "islamabad", "israel", "istanbul", "italia", "italy", "ivory coast", "jakarta", "jamaica", "japan", "jeddah",
    "johannesburg", "jordan", "kampala", "kansas", "kansas city", "karachi", "kathmandu", "kazakhstan", "kent",
    "kentucky", "kenya", "kiev", "kolkata", "koln", "kosovo", "krakow", "kuala lumpur", "kuwait", "kyiv", "kyoto",
    "lagos", "lahore", "lancashire", "laos", "las vegas", "latam", "latvia", "lausanne", "lebanon", "leeds", "liberia",
    "libya", "liechtenstein", "lille", "lima", "lisboa", "lisbon", "lithuania", "liverpool", "ljubljana", "london",
    "los angeles", "louisiana", "luxembourg", "lviv", "lyon", "madagascar", "madrid", "maine", "malawi", "malaysia",
    "malmo", "malta", "manchester", "manila", "manitoba", "marseille", "maryland", "massachusetts", "mauritius",
    "medellin", "melbourne", "menlo park", "mexico", "mexico city", "miami", "michigan", "milan", "milano",
    "milwaukee", "minneapolis", "minnesota", "minsk", "mississippi", "missouri", "moldova", "monaco", "mongolia",
    "montana", "montenegro", "montreal", "morocco", "moscow", "mountain view", "mozambique", "multiple locations",
    "mumbai", "munchen", "munich", "myanmar", "nagoya", "nairobi", "namibia", "nantes", "nashville", "nationwide",
    "nebraska", "nederland", "nepal", "netherlands", "nevada", "new brunswick", "new hampshire", "new jersey",
    "new mexico", "new south wales", "new york", "new york city", "new zealand", "nicaragua", "niger", "nigeria",
    "noida", "norge", "north america", "north carolina", "north dakota", "north macedonia", "northern ireland",
    "norway", "nottingham", "nova scotia", "oakland", "ohio", "oklahoma", "oman", "ontario", "oregon", "orlando",
    "osaka", "oslo", "ostrava", "ottawa", "oxford", "pakistan", "palestine", "palo alto", "panama", "paraguay",
    "paris", "pennsylvania", "perth", "peru", "philadelphia", "philippines", "phoenix", "pittsburgh", "poland",
    "polska", "portland", "porto", "portugal", "poznan", "prague", "praha", "puerto rico", "pune", "qatar", "quebec",
    "queensland", "raleigh", "reading", "redwood city", "remote", "reykjavik", "rhode island", "richmond", "riga",
    "rio de janeiro", "riyadh", "roma", "romania", "rome", "rotterdam", "russia", "rwanda", "sachsen", "sacramento",
    "saint louis", "salt lake city", "san antonio", "san diego", "san francisco", "san jose", "san mateo",
    "santa clara", "santa monica", "santiago", "sao paulo", "saskatchewan", "saudi arabia", "schweiz", "scotland",
    "seattle", "sendai", "senegal", "seoul", "serbia", "shanghai", "sheffield", "shenzhen", "sierra leone",
    "singapore", "slovakia", "slovenia", "sofia", "somalia", "south africa", "south australia", "south carolina",
    "south dakota", "south korea", "spain", "sri lanka", "st louis", "stockholm", "strasbourg", "stuttgart", "sudan",
    "suisse", "suriname", "surrey", "sverige", "sweden", "switzerland", "sydney", "syria", "taipei", "taiwan",
    "tallinn", "tampa", "tanzania", "tasmania", "tel aviv", "tennessee", "texas", "thailand", "the hague",
    "the netherlands", "togo", "tokyo", "toronto", "toulouse", "tunisia", "turin", "turkey", "turkiye", "uae",
    "uganda", "uk", "ukraine", "united arab emirates", "united kingdom", "united states", "united states of america",
    "uruguay", "us", "usa", "utah", "utrecht", "uzbekistan", "valencia", "vancouver", "venezuela", "vermont",
    "victoria", "vienna", "viet nam", "vietnam", "vilnius", "virginia", "wales", "warsaw", "warszawa", "washington",
    "washington dc", "waterloo", "wellington", "west midlands", "west virginia", "western australia", "wien",
    "winnipeg", "wisconsin", "work from home", "worldwide", "wroclaw", "wyoming", "yemen", "yorkshire", "zagreb",
    "zambia", "zimbabwe", "zurich",
};
/* clang-format on */

/* After a comma, in capitals. */
static const char *const codes[] = {
    "AB", "AK", "AL", "AR",  "AZ",  "BC", "CA",  "CO", "CT", "DC",  "DE", "FL", "GA", "HI",  "IA", "ID", "IL",
    "IN", "KS", "KY", "LA",  "MA",  "MB", "MD",  "ME", "MI", "MN",  "MO", "MS", "MT", "NB",  "NC", "ND", "NE",
    "NH", "NJ", "NM", "NS",  "NSW", "NV", "NY",  "OH", "OK", "ON",  "OR", "PA", "QC", "QLD", "RI", "SC", "SD",
    "SK", "TN", "TX", "UAE", "UK",  "US", "USA", "UT", "VA", "VIC", "VT", "WA", "WI", "WV",  "WY",
};

static bool known(struct str s) {
  char f[LOOKUP_PAD + 8] = {0};
  s = ascii_trim(s);
  if (s.len < 2 || s.len > NAME_BYTES + 8) return false;
  if (s.len <= 3)
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
      if (str_eq(s, str_of(codes[i]))) return true;
  size_t n = heading_fold_line(s, f, sizeof f);
  return n > 1 && n < NAME_BYTES &&
         lookup_find(names, 0, sizeof names / sizeof names[0], NAME_BYTES, NAME_BYTES, f) != SIZE_MAX;
}

bool places_sorted(void) {
  for (size_t i = 0; i + 1 < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i], names[i + 1]) >= 0) return false;
  return true;
}

/* "Remote", "Remote (US)", "Hybrid - Leeds", "100 % remote": starts with such a word, or ends in it. */
static bool remote_words(struct str s) {
  static const char *const words[] = {"remote",       "anywhere",   "hybrid", "work from home",
                                      "fully remote", "100 remote", "on site"};
  char f[HEADING_MAX_BYTES + 8];
  char first = ascii_lower(s.ptr[0]);
  if ((first != 'r' && first != 'a' && first != 'h' && first != 'w' && first != 'f' && first != '1' && first != 'o') ||
      heading_fold(s, f) == 0)
    return false;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t m = strlen(words[i]);
    if (strncmp(f, words[i], m) == 0 && (f[m] == '\0' || f[m] == ' ')) return true;
  }
  return false;
}

static bool name_shaped(struct str s) {
  static const char *const small[] = {"of ", "de ", "or ",  "and ", "upon ", "la ", "du ",
                                      "am ", "an ", "der ", "on ",  "the ",  "do ", "da "};
  size_t words = 0;
  bool start = true;
  for (size_t i = 0; i < s.len; i++) {
    char c = s.ptr[i];
    if (start && c != ' ') {
      bool ok = !ascii_is_lower(c);
      for (size_t k = 0; k < sizeof small / sizeof small[0] && words; k++)
        ok = ok || str_starts(str_sub(s, i, s.len), str_of(small[k]));
      words++;
      if (!ok) return false;
    }
    start = c == ' ' || c == '-';
    if (c == ':' || c == '@' || c == '!' || c == '?' || c == '&' || c == '$') return false;
  }
  return words >= 1 && words <= 5;
}

/* "US / Remote (US)", "Remote / Toronto": every part is a place. */
static bool slashed(struct str s) {
  size_t parts = 0, start = 0;
  for (size_t i = 0; i <= s.len; i++) {
    if (i < s.len && s.ptr[i] != '/') continue;
    struct str part = ascii_trim(str_sub(s, start, i));
    if (!part.len || !(known(part) || remote_words(part))) return false;
    parts++;
    start = i + 1;
  }
  return parts >= 2;
}

/* "November 5, 2026": a town and a region in form. */
static bool is_date(struct str s) {
  static const char *const months[] = {"january",   "february", "march",    "april",    "may", "june", "july", "august",
                                       "september", "october",  "november", "december", "jan", "feb",  "mar",  "apr",
                                       "jun",       "jul",      "aug",      "sep",      "oct", "nov",  "dec"};
  size_t letters = 0, digits = 0;
  while (letters < s.len && ascii_is_alpha(s.ptr[letters])) letters++;
  for (size_t i = letters; i < s.len; i++) digits += ascii_is_digit(s.ptr[i]);
  for (size_t i = 0; digits && i < sizeof months / sizeof months[0]; i++)
    if (ascii_eq_nocase(str_sub(s, 0, letters), str_of(months[i]))) return true;
  return false;
}

/* "New York, NY (in person)": without what stands in brackets behind it, unless that is a wage. */
static struct str without_brackets(struct str s) {
  if (s.len < 4 || s.ptr[s.len - 1] != ')') return s;
  for (size_t i = s.len - 1; i-- > 1 && !ascii_is_digit(s.ptr[i]);)
    if (s.ptr[i] == '(') return ascii_trim(str_sub(s, 0, i));
  return s;
}

int place_like(struct str s) {
  s = ascii_trim(s);
  if (s.len < 2 || s.len > 80) return 0;
  if (!remote_words(s)) s = without_brackets(s);
  if (known(s)) return 2;
  size_t parts = 0, hits = 0, start = 0;
  bool shaped = true;
  for (size_t i = 0; i <= s.len; i++) {
    if (i < s.len && s.ptr[i] != ',' && s.ptr[i] != ';') continue;
    struct str part = ascii_trim(str_sub(s, start, i));
    if (!part.len) return 0;
    parts++;
    hits += known(part);
    shaped = shaped && name_shaped(part);
    start = i + 1;
  }
  if (parts > 6) return 0;
  if (parts == 1 && slashed(s)) return 2;
  if (parts >= 2 && hits && shaped) return 2;
  if (remote_words(s)) {
    size_t words = 1;
    for (size_t i = 0; i < s.len; i++) words += s.ptr[i] == ' ';
    return words <= 8 ? 2 : 0;
  }
  /* "US-IL-Yorkville", "Berlin - Mitte", "Singapore 159963", "Praha \xE2\x80\x93 Michle" */
  bool name = parts <= 2 && name_shaped(s);
  for (size_t i = 2; i < s.len && name; i++) {
    if (s.ptr[i] != ' ' && s.ptr[i] != '-' && s.ptr[i] != '/') continue;
    if (known(str_sub(s, 0, i))) return s.ptr[i] == ' ' ? 1 : 2;
  }
  return parts == 2 && shaped && s.len < 50 && !is_date(s) ? 1 : 0;
}

/* "Location Mooresville, North Carolina" */
static struct str without_label(struct str s) {
  static const char *const labels[] = {
      "Location ", "Location: ", "Locations: ", "Locations ", "Job Location ", "City: "};
  for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
    if (str_starts(s, str_of(labels[i]))) return str_sub(s, strlen(labels[i]), s.len);
  return s;
}

/* The next separator between parts of a line of facts; the weak ones stand inside places too. */
static size_t separator_at(struct str s, size_t i, bool weak) {
  static const char *const marks[] = {"|",
                                      "\xE2\x80\xA2",
                                      "\xC2\xB7",
                                      "\xF0\x9F\x93\x8D",
                                      "\xF0\x9F\x92\xBC",
                                      "\xF0\x9F\x92\xB0",
                                      "\xE2\x97\x8F",
                                      "\xE2\x98\x85",
                                      " / ",
                                      " - ",
                                      " \xE2\x80\x93 ",
                                      ";"};
  if (ascii_word[(unsigned char)s.ptr[i]]) return 0;
  for (size_t k = 0; k < (weak ? sizeof marks / sizeof marks[0] : 8); k++) {
    struct str m = str_of(marks[k]);
    if (i + m.len <= s.len && memcmp(s.ptr + i, m.ptr, m.len) == 0) return m.len;
  }
  return 0;
}

static struct str best_part(struct str line, bool weak, int *best_like) {
  struct str best = STR_NONE;
  for (size_t i = 0, start = 0; i <= line.len; i++) {
    size_t sep = i < line.len ? separator_at(line, i, weak) : 1;
    if (!sep) continue;
    struct str part = ascii_trim(str_sub(line, start, i));
    int like = place_like(part);
    if (like > *best_like) best = part, *best_like = like;
    start = i + sep;
    i = start - 1;
  }
  return best;
}

struct str place_in_line(struct str line) {
  int like = 0;
  if (line.len > 160) return STR_NONE;
  line = without_label(line);
  struct str best = best_part(line, false, &like);
  if (like == 2) return best;
  int weak_like = 0;
  struct str weak = best_part(line, true, &weak_like);
  return weak_like == 2 ? weak : like ? best : STR_NONE;
}

struct str place_in_sentence(struct str text) {
  static const char *const before[] = {"based in ",
                                       "located in ",
                                       "office in ",
                                       "offices in ",
                                       "based out of ",
                                       "based out of our ",
                                       "accepting applications for our ",
                                       "from our ",
                                       "at our ",
                                       "in our "};
  for (size_t k = 0; k < sizeof before / sizeof before[0]; k++) {
    ptrdiff_t at = ascii_find_nocase(text, str_of(before[k]));
    if (at < 0) continue;
    size_t from = (size_t)at + strlen(before[k]);
    struct str best = STR_NONE;
    for (size_t i = from, words = 0; i <= text.len && words < 3; i++) { /* up to three words */
      if (i < text.len && ascii_is_alpha(text.ptr[i])) continue;
      if (i > from && known(str_sub(text, from, i))) best = str_sub(text, from, i);
      words++;
      if (i < text.len && text.ptr[i] != ' ') break;
    }
    if (best.len) return best;
  }
  return STR_NONE;
}
