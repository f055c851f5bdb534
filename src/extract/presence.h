/* presence.h: whether what was chosen is a posting, and if not, why there is none. Internal to this room. */
#ifndef ROLECALL_PRESENCE_H
#define ROLECALL_PRESENCE_H

#include "choose.h"
#include "datatext.h"
#include "fields.h"

/* True where the chosen blocks are a posting and not the crumbs of a page without one. */
bool page_has_posting(const struct scene *scene, const struct chosen *chosen, const struct fields *fields);
/* Why the page holds none: "expired", "application-form", "job-list", "script-shell", "no-text". Static, never NULL. */
const char *page_reason(const struct scene *scene);

#endif
