/* A thread pool: one engine, a worker for each thread, postings taken in turn from a list.
   threads LEXICON COUNT POSTING... */
#include <pthread.h>
#include <rolecall.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
  const rolecall_engine *engine;
  char **paths;
  const char **roles; /* the answers, in the order of the paths; ids live as long as the engine */
  size_t count;
  atomic_size_t next;
};

static const char *answer(rolecall_worker *worker, const char *path) {
  const char *role = "failed";
  FILE *file = fopen(path, "rb");
  size_t room = 1 << 23;
  char *bytes = file ? malloc(room) : NULL;
  if (bytes) {
    const rolecall_result *result;
    rolecall_document page = rolecall_document_of(bytes, fread(bytes, 1, room, file));
    if (rolecall_classify(worker, &page, &result, NULL) <= ROLECALL_WARN) role = rolecall_result_role(result);
  }
  free(bytes);
  if (file) fclose(file);
  return role;
}

static void *work(void *context) {
  struct job *job = context;
  rolecall_worker *worker;
  if (rolecall_worker_new(job->engine, &worker, NULL) != ROLECALL_OK) return NULL;
  for (size_t i; (i = atomic_fetch_add(&job->next, 1)) < job->count;) job->roles[i] = answer(worker, job->paths[i]);
  rolecall_worker_free(worker);
  return NULL;
}

int main(int argc, char **argv) {
  enum { THREADS_MAX = 64 };
  pthread_t threads[THREADS_MAX];
  rolecall_engine *engine;
  rolecall_error error;
  if (argc < 4) return 2;
  if (rolecall_engine_open(argv[1], NULL, &engine, &error) != ROLECALL_OK) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 2;
  }
  int wanted = atoi(argv[2]), started = 0;
  struct job job = {.engine = engine, .paths = argv + 3, .count = (size_t)argc - 3};
  job.roles = calloc(job.count, sizeof *job.roles);
  while (job.roles && started < wanted && started < THREADS_MAX &&
         pthread_create(&threads[started], NULL, work, &job) == 0)
    started++;
  for (int i = 0; i < started; i++) pthread_join(threads[i], NULL);
  for (size_t i = 0; started && i < job.count; i++)
    printf("%s %s\n", job.roles[i] ? job.roles[i] : "failed", argv[i + 3]);
  free(job.roles);
  rolecall_engine_free(engine);
  return started ? 0 : 2;
}
