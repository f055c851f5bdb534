/* gumbo.c: CPU seconds that gumbo takes to parse the pages named, each read beforehand. usage: gumbo PAGE... */
#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
  enum { MOST = 8 << 20 };
  char *bytes = malloc(MOST);
  double took = 0;
  for (int i = 1; bytes && i < argc; i++) {
    FILE *f = fopen(argv[i], "rb");
    size_t len = f ? fread(bytes, 1, MOST, f) : 0;
    if (f) fclose(f);
    struct timespec before, after;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    gumbo_destroy_output(&kGumboDefaultOptions, gumbo_parse_with_options(&kGumboDefaultOptions, bytes, len));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    took += (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
  }
  free(bytes);
  printf("%.6f\n", took);
  return 0;
}
