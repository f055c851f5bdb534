#include "extract.h"

#include <libxml/parser.h>
#include <libxml/xmlversion.h>
#include <stdio.h>
#include <stdlib.h>

void extract_library_version(char *out, size_t size) {
  long run = strtol(xmlParserVersion, NULL, 10); /* "20914", digits behind it are the vendor's */
  snprintf(out, size, "libxml2 %ld.%ld.%ld (built with %s)", run / 10000, run / 100 % 100, run % 100,
           LIBXML_DOTTED_VERSION);
}
