#include "ats.h"

#include "../base/ascii.h"
#include "headings.h"
#include "lookup.h"

enum { NAME_BYTES = 36, NAME_LEAST = 6, BOARD_BYTES = 34 };

struct name_entry {
  char name[NAME_BYTES]; /* lower case */
  unsigned char field;
};

/* Whole names of elements, of Greenhouse, Lever, Workday, iCIMS, SuccessFactors, LinkedIn, Indeed, Jobvite, JazzHR,
   Ashby, SmartRecruiters, WP Job Manager and of common use. Sorted by bytes. */
/* clang-format off */
static const struct name_entry names[] = {
    {"advertiser-name", ATS_COMPANY}, {"app-title", ATS_TITLE}, {"ashby-job-posting", ATS_TEXT},
    {"ashby-job-posting-heading", ATS_TITLE}, {"basesalary", ATS_SALARY}, {"career-title", ATS_TITLE},
    {"company", ATS_COMPANY}, {"company-card__name", ATS_COMPANY}, {"company-name", ATS_COMPANY},
    {"company-title", ATS_COMPANY}, {"company_name", ATS_COMPANY}, {"companyname", ATS_COMPANY},
    {"compensation", ATS_SALARY}, {"contract-type", ATS_TYPE}, {"date-posted", ATS_DATE}, {"dateposted", ATS_DATE},
    {"employer", ATS_COMPANY}, {"employer-name", ATS_COMPANY}, {"employment-type", ATS_TYPE},
    {"employmenttype", ATS_TYPE}, {"heading-job-title", ATS_TITLE}, {"hiring-organization", ATS_COMPANY},
    {"hiringorganization", ATS_COMPANY}, {"icims_header", ATS_TITLE}, {"icims_infomsg_job", ATS_TEXT},
    {"icims_jobcontent", ATS_TEXT}, {"icims_jobtitle", ATS_TITLE}, {"job-ad-display", ATS_TEXT},
    {"job-ad-display-title", ATS_TITLE}, {"job-address", ATS_LOCATION}, {"job-body", ATS_TEXT},
    {"job-company", ATS_COMPANY}, {"job-content", ATS_TEXT}, {"job-date", ATS_DATE}, {"job-description", ATS_TEXT},
    {"job-detail-title", ATS_TITLE}, {"job-details", ATS_TEXT}, {"job-details-location", ATS_LOCATION},
    {"job-details-title", ATS_TITLE}, {"job-employment-type", ATS_TYPE}, {"job-header__title", ATS_TITLE},
    {"job-listing-title", ATS_TITLE}, {"job-location", ATS_LOCATION}, {"job-locations", ATS_LOCATION},
    {"job-name", ATS_TITLE}, {"job-post-content", ATS_TEXT}, {"job-post-title", ATS_TITLE},
    {"job-posted-date", ATS_DATE}, {"job-salary", ATS_SALARY}, {"job-sections", ATS_TEXT}, {"job-title", ATS_TITLE},
    {"job-type", ATS_TYPE}, {"job-view-title", ATS_TITLE}, {"job__description", ATS_TEXT},
    {"job__location", ATS_LOCATION}, {"job__title", ATS_TITLE}, {"job_description", ATS_TEXT},
    {"job_listing-company", ATS_COMPANY}, {"job_listing-description", ATS_TEXT}, {"job_location", ATS_LOCATION},
    {"job_salary", ATS_SALARY}, {"job_title", ATS_TITLE}, {"job_type", ATS_TYPE}, {"jobad-company", ATS_COMPANY},
    {"jobad-location", ATS_LOCATION}, {"jobad-text", ATS_TEXT}, {"jobad-title", ATS_TITLE},
    {"jobcompany", ATS_COMPANY}, {"jobdescription", ATS_TEXT}, {"jobdescription-row", ATS_TEXT},
    {"jobdescriptiontext", ATS_TEXT}, {"jobdetailtitle", ATS_TITLE}, {"jobdisplay", ATS_TEXT},
    {"jobgeolocation", ATS_LOCATION}, {"jobheadertitle", ATS_TITLE}, {"joblayouttoken", ATS_TEXT},
    {"joblocation", ATS_LOCATION}, {"jobpost-title", ATS_TITLE}, {"jobpostingdescription", ATS_TEXT},
    {"jobpostingheader", ATS_TITLE}, {"jobsearch-inlinecompanyrating", ATS_COMPANY},
    {"jobsearch-jobinfoheader-location", ATS_LOCATION}, {"jobsearch-jobinfoheader-title", ATS_TITLE},
    {"jobtitle", ATS_TITLE}, {"jobtype", ATS_TYPE}, {"jv-header", ATS_TITLE}, {"jv-job-detail-description", ATS_TEXT},
    {"jv-job-detail-meta", ATS_LOCATION}, {"listing-company", ATS_COMPANY}, {"listing-date", ATS_DATE},
    {"listing-header__title", ATS_TITLE}, {"locality", ATS_LOCATION}, {"location", ATS_LOCATION},
    {"location-name", ATS_LOCATION}, {"locations", ATS_LOCATION}, {"opening-title", ATS_TITLE},
    {"opportunity-title", ATS_TITLE}, {"org-name", ATS_COMPANY}, {"organization-name", ATS_COMPANY},
    {"pay-range", ATS_SALARY}, {"position-description", ATS_TEXT}, {"position-title", ATS_TITLE},
    {"positiontitle", ATS_TITLE}, {"posted", ATS_DATE}, {"posted-by", ATS_COMPANY}, {"posted-date", ATS_DATE},
    {"posted-on", ATS_DATE}, {"postedon", ATS_DATE}, {"posting-commitment", ATS_TYPE}, {"posting-date", ATS_DATE},
    {"posting-description", ATS_TEXT}, {"posting-headline", ATS_TITLE}, {"posting-location", ATS_LOCATION},
    {"posting-page", ATS_TEXT}, {"posting-title", ATS_TITLE}, {"publish-date", ATS_DATE}, {"reqtitle", ATS_TITLE},
    {"requisitiontitle", ATS_TITLE}, {"resumator-company-name", ATS_COMPANY}, {"resumator-job-description", ATS_TEXT},
    {"resumator-job-location", ATS_LOCATION}, {"resumator-job-title", ATS_TITLE}, {"salary", ATS_SALARY},
    {"salary-range", ATS_SALARY}, {"salaryrange", ATS_SALARY}, {"section-wrapper", ATS_TEXT},
    {"show-job-title", ATS_TITLE}, {"show-more-less-html__markup", ATS_TEXT}, {"sort-by-commitment", ATS_TYPE},
    {"sort-by-location", ATS_LOCATION}, {"top-card-layout__title", ATS_TITLE},
    {"topcard__flavor--bullet", ATS_LOCATION}, {"topcard__org-name-link", ATS_COMPANY}, {"topcard__title", ATS_TITLE},
    {"vacancy-description", ATS_TEXT}, {"vacancy-location", ATS_LOCATION}, {"vacancy-title", ATS_TITLE},
    {"vacancytitle", ATS_TITLE}, {"workplace", ATS_LOCATION},
};
/* clang-format on */

/* Site names that are no employer's: boards, applicant-tracking systems, themes, and words of no meaning. Folded,
   sorted by bytes. */
/* clang-format off */
static const char boards[][BOARD_BYTES] = {
    "adp", "adzuna", "all jobs", "alma career", "angellist", "apec", "applytojob", "arbetsformedlingen", "ashby",
    "ashbyhq", "avature", "bamboohr", "bayt", "blog", "brassring", "breezy", "breezy hr", "built in", "builtin",
    "cadremploi", "candidate portal", "career", "career portal", "career site", "careerbuilder", "careers",
    "careers page", "cariera", "catho", "charityjob", "civil service jobs", "cocuma", "comeet", "computrabajo",
    "concludis", "cornerstone", "cornerstone ondemand", "csod", "cv library", "cv warehouse", "cvwarehouse", "cwjobs",
    "d vinci", "dice", "efinancialcareers", "eightfold", "facebook", "finn no", "fiverr", "flexjobs", "france travail",
    "freelancer", "freshteam", "github jobs", "glassdoor", "governmentjobs", "greenhouse", "greenhouse io",
    "guardian jobs", "gulftalent", "gupy", "hacker news", "haufe", "hellowork", "higheredjobs", "himalayas", "hired",
    "home", "huntflow", "icims", "idealist", "indeed", "infojobs", "instagram", "intermediair", "itviec", "jazzhr",
    "job application", "job board", "job portal", "jobbird", "jobindex", "jobnet", "jobrapido", "jobs", "jobs ac uk",
    "jobs and careers", "jobs ch", "jobs cz", "jobscore", "jobscout24", "jobsite", "jobstreet", "jobted", "jobvite",
    "jobylon", "join", "join com", "jooble", "jora", "justjoin it", "kenexa", "lever", "linkedin", "lmc", "manatal",
    "meteojob", "monster", "myworkdayjobs", "nationale vacaturebank", "naukri", "nhs jobs", "nofluffjobs", "onlyfy",
    "oracle", "otta", "paycom", "paylocity", "personio", "phenom", "pinpoint", "pole emploi", "prace cz", "pracuj pl",
    "prescreen", "profesia", "recruitee", "reed", "regionsjob", "remote co", "remote ok", "remoteok", "remotive",
    "rexx", "rozee", "sap successfactors", "seek", "silkroad", "simplyhired", "smartrecruiters", "snagajob",
    "softgarden", "squarespace", "stack overflow", "stack overflow jobs", "stackoverflow", "startupjobs",
    "startupjobs cz", "stepstone", "successfactors", "superio", "symphony talent", "talent com", "taleo", "teamtailor",
    "the muse", "times higher education", "topcv", "topjobs", "topjobs sri lanka job network", "totaljobs",
    "trabalha brasil", "traffit", "twitter", "ukg", "ultipro", "upwork", "usajobs", "vagas", "vietnamworks",
    "we work remotely", "webflow", "website", "welcome to the jungle", "welcometothejungle", "wellfound", "werkzoeken",
    "weworkremotely", "wix", "wordpress", "work at a startup", "workable", "workday", "working nomads", "wttj", "xing",
    "y combinator", "youtube", "ziprecruiter", "zoho recruit",
};
/* clang-format on */

static enum ats_field find_name(const char *word) {
  size_t at = lookup_find(names, 0, sizeof names / sizeof names[0], sizeof names[0], NAME_BYTES, word);
  return at == SIZE_MAX ? ATS_NONE : (enum ats_field)names[at].field;
}

static enum ats_field find_names(struct str s) {
  char word[LOOKUP_PAD] = {0};
  size_t len = 0;
  bool too_long = false;
  if (s.len > 300) s.len = 300;
  for (size_t i = 0; i <= s.len; i++) {
    char c = i < s.len ? s.ptr[i] : ' ';
    if (!ascii_is_space(c)) {
      if (len + 1 < NAME_BYTES)
        word[len++] = ascii_lower(c);
      else
        too_long = true;
      continue;
    }
    enum ats_field f = len >= NAME_LEAST && !too_long ? find_name(word) : ATS_NONE;
    if (f != ATS_NONE) return f;
    memset(word, 0, len);
    len = 0;
    too_long = false;
  }
  return ATS_NONE;
}

enum ats_field ats_field_of(const struct element *el) {
  static const struct {
    const char *prop;
    enum ats_field field;
  } props[] = {{"title", ATS_TITLE},          {"hiringorganization", ATS_COMPANY},
               {"joblocation", ATS_LOCATION}, {"addresslocality", ATS_LOCATION},
               {"dateposted", ATS_DATE},      {"employmenttype", ATS_TYPE},
               {"basesalary", ATS_SALARY},    {"description", ATS_TEXT}};
  if (el->itemprop.len)
    for (size_t i = 0; i < sizeof props / sizeof props[0]; i++)
      if (ascii_eq_nocase(el->itemprop, str_of(props[i].prop))) return props[i].field;
  enum ats_field f = el->classes.len ? find_names(el->classes) : ATS_NONE;
  if (f == ATS_NONE && el->id.len) f = find_names(el->id);
  if (f == ATS_NONE && el->label.len) f = find_names(el->label);
  return f;
}

bool ats_is_board(struct str name) {
  char f[HEADING_MAX_BYTES + 8] = {0};
  size_t n = name.len < BOARD_BYTES + 8 ? heading_fold(name, f) : 0;
  if (n == 0 || n >= BOARD_BYTES) return false;
  return lookup_find(boards, 0, sizeof boards / sizeof boards[0], BOARD_BYTES, BOARD_BYTES, f) != SIZE_MAX;
}

bool ats_sorted(void) {
  for (size_t i = 0; i + 1 < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i].name, names[i + 1].name) >= 0 || strlen(names[i].name) < NAME_LEAST) return false;
  for (size_t i = 0; i + 1 < sizeof boards / sizeof boards[0]; i++)
    if (strcmp(boards[i], boards[i + 1]) >= 0) return false;
  return true;
}
