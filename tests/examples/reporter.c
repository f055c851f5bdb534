/* A reporter of one's own: for each posting the roles with their probabilities, and the three quotes that weigh most.
   reporter LEXICON POSTING... */
#include <rolecall.h>
#include <stdio.h>
#include <stdlib.h>

static rolecall_text read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  rolecall_text text = {NULL, 0};
  size_t room = 1 << 23;
  char *bytes = file ? malloc(room) : NULL;
  if (bytes) text = (rolecall_text){bytes, fread(bytes, 1, room, file)};
  if (file) fclose(file);
  return text;
}

static void print_text(rolecall_text t) {
  fwrite(t.ptr, 1, t.len, stdout);
}

static void report(const rolecall_engine *engine, const char *path, const rolecall_result *result) {
  printf("%s\n  ", path);
  print_text(rolecall_result_field(result, ROLECALL_FIELD_TITLE));
  printf(": %s", rolecall_result_role(result));
  if (rolecall_result_reason(result)) printf(" (%s)", rolecall_result_reason(result));
  printf("\n");
  for (size_t r = 0; r < rolecall_engine_role_count(engine); r++)
    printf("  %5.1f %% %s\n", 100 * rolecall_result_probability(result, r), rolecall_engine_role_name(engine, r));
  rolecall_evidence x;
  for (size_t i = 0; i < 3 && rolecall_result_evidence(result, i, &x) == ROLECALL_OK && x.counts; i++) {
    printf("  %+.2f for %s, line %u: \"", x.contribution, x.role, (unsigned)x.line);
    print_text(x.quote);
    printf("\"\n");
  }
}

int main(int argc, char **argv) {
  rolecall_engine *engine = NULL;
  rolecall_worker *worker = NULL;
  rolecall_error error;
  int failed = 0;
  if (argc < 3) return 2;
  if (rolecall_engine_open(argv[1], NULL, &engine, &error) != ROLECALL_OK ||
      rolecall_worker_new(engine, &worker, &error) != ROLECALL_OK) {
    fprintf(stderr, "%s:%u:%u: %s\n", error.path, (unsigned)error.line, (unsigned)error.column, error.message);
    rolecall_engine_free(engine);
    return 2;
  }
  for (int i = 2; i < argc; i++) {
    rolecall_text bytes = read_file(argv[i]);
    rolecall_document page = rolecall_document_of(bytes.ptr, bytes.len);
    const rolecall_result *result;
    if (rolecall_classify(worker, &page, &result, &error) <= ROLECALL_WARN) {
      report(engine, argv[i], result);
    } else {
      fprintf(stderr, "%s: %s\n", argv[i], error.message);
      failed = 1;
    }
    free((void *)(size_t)bytes.ptr);
  }
  rolecall_worker_free(worker);
  rolecall_engine_free(engine);
  return failed ? 2 : 0;
}
