/* datatext.h: what the scripts of a page say about the job. JSON-LD JobPosting objects (@graph, arrays, lists of
   types), and the state that script-built pages carry (__NEXT_DATA__ and window.__NAME__ = {...}). Names are compared
   exactly, as JSON-LD has it. Internal to this room. */
#ifndef ROLECALL_DATATEXT_H
#define ROLECALL_DATATEXT_H

#include "page.h"

struct job_data {
  size_t postings; /* JobPosting objects; 0: none */
  struct field title, company, place, region, country, date, type, salary;
  struct field description;             /* markup or text, unescaped from JSON, not from HTML */
  const struct srcmap *description_map; /* maps description from 0 */
  bool remote;                          /* jobLocationType says so */
  bool too_deep;                        /* some of the data lay beyond the depth limit and was not read */
};

/* Reads the first JobPosting; counts the others (same title and company count once). Broken JSON is read as far as it
   goes. ST_OK or ST_FATAL. */
NODISCARD enum status data_read(const struct page *page, const struct extract_options *options, struct arena *a,
                                struct job_data *out, struct err *e);
/* The longest description in other data scripts, where the page has no text of its own; empty where there is none. */
NODISCARD enum status data_state_text(const struct page *page, const struct extract_options *options, struct arena *a,
                                      struct job_data *out, struct err *e);

#endif
