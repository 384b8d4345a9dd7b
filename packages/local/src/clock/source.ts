/** The variable that names the file with the time for which an instance's clock has stood still. */
export const CLOCK_VARIABLE = "ISOBAR_LOCAL_CLOCK";

/**
 * What is loaded into a process whose monotonic clock can stand still (`LD_PRELOAD`): the clock that libuv, V8 and Node
 * read is the system's, less the nanoseconds in the file. What waits for a deadline of it waits by the system's clock.
 * libuv asks for the time left, so that its timers need nothing more: a stop interrupts its wait.
 */
export const SOURCE: string = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef int (*gettime_t)(clockid_t, struct timespec *);
typedef int (*wait_t)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
typedef int (*clockwait_t)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);

static gettime_t next_gettime;
static wait_t next_wait;
static clockwait_t next_clockwait;
/* For how long the clock has stood still, in nanoseconds. */
static const volatile int64_t *stood;

static void *find(const char *name) {
  void *versioned = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
  return versioned ? versioned : dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void begin(void) {
  if (next_gettime) return;
  next_wait = (wait_t)find("pthread_cond_timedwait");
  next_clockwait = (clockwait_t)dlsym(RTLD_NEXT, "pthread_cond_clockwait");
  next_gettime = (gettime_t)dlsym(RTLD_NEXT, "clock_gettime");
  const char *file = getenv("${CLOCK_VARIABLE}");
  int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *page = mmap(NULL, sizeof *stood, PROT_READ, MAP_SHARED, fd, 0);
  if (page != MAP_FAILED) stood = page;
  close(fd);
}

static int stands(clockid_t id) {
  return id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_RAW || id == CLOCK_MONOTONIC_COARSE;
}

static struct timespec shift(struct timespec t, int64_t nanos) {
  int64_t all = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec + nanos;
  t.tv_sec = all / 1000000000;
  t.tv_nsec = all % 1000000000;
  return t;
}

int clock_gettime(clockid_t id, struct timespec *t) {
  begin();
  int result = next_gettime(id, t);
  if (result == 0 && stood && stands(id)) *t = shift(*t, -*stood);
  return result;
}

/* Deadlines of the monotonic clock go to the kernel in its own time. Which clock a condition has is not told: the wall
   clock has been above 1e9 seconds since 2001. */
int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *t) {
  begin();
  if (!stood || t->tv_sec > 1000000000) return next_wait(c, m, t);
  struct timespec real = shift(*t, *stood);
  return next_wait(c, m, &real);
}

int pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t id, const struct timespec *t) {
  begin();
  if (!stood || !stands(id)) return next_clockwait(c, m, id, t);
  struct timespec real = shift(*t, *stood);
  return next_clockwait(c, m, id, &real);
}
`;
