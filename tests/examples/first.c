/* Ten lines to a verdict: first LEXICON POSTING */
#include <rolecall.h>
#include <stdio.h>

int main(int argc, char **argv) {
  static char bytes[1 << 20];
  rolecall_engine *engine = NULL;
  rolecall_worker *worker = NULL;
  rolecall_error error = {0};
  const rolecall_result *result;
  FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
  if (!file) return 2;
  rolecall_document page = rolecall_document_of(bytes, fread(bytes, 1, sizeof bytes, file));
  fclose(file);
  if (rolecall_engine_open(argv[1], NULL, &engine, &error) == ROLECALL_OK &&
      rolecall_worker_new(engine, &worker, &error) == ROLECALL_OK &&
      rolecall_classify(worker, &page, &result, &error) <= ROLECALL_WARN)
    printf("%s (title %s, %s)\n", rolecall_result_role(result), rolecall_result_title_role(result),
           rolecall_result_fit(result));
  else
    fprintf(stderr, "%s\n", error.message);
  rolecall_worker_free(worker);
  rolecall_engine_free(engine);
  return error.code > ROLECALL_ERROR_NONE;
}
