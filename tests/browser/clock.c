/* A browser's clock, moved: LD_PRELOAD this, and the wall clock is ahead by the nanoseconds in the file that
   TRUSTLAB_CLOCK names. They are read at each call, so the clock can be moved while the browser runs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static volatile const int64_t *ahead_ns;

static int64_t ahead(void) {
  if (!ahead_ns) {
    const char *name = getenv("TRUSTLAB_CLOCK");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    void *shared = mmap(NULL, sizeof *ahead_ns, PROT_READ, MAP_SHARED, file, 0);
    if (shared == MAP_FAILED) return 0;
    ahead_ns = shared;
  }
  return *ahead_ns;
}

int clock_gettime(clockid_t clock, struct timespec *at) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, at);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    int64_t ns = at->tv_sec * INT64_C(1000000000) + at->tv_nsec + ahead();
    at->tv_sec = ns / INT64_C(1000000000);
    at->tv_nsec = ns % INT64_C(1000000000);
  }
  return result;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
