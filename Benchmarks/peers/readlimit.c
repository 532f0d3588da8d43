// How fast this machine can look at every byte of a file: readlimit FILE read|mmap [THREADS]
// Prints the number of lines. `read` uses pread into a buffer of 1 MiB a thread, `mmap` maps the file.

#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 1 << 20, MOST_THREADS = 64 };

static int file;
static long size, threads = 2;
static const char *mapping;  // null when reading
static long lines[MOST_THREADS];

static long count_lines(const char *bytes, long length) {
  long count = 0;
  const char *end = bytes + length;
  while (bytes < end && (bytes = memchr(bytes, '\n', end - bytes))) {
    count++;
    bytes++;
  }
  return count;
}

static void *work(void *argument) {
  long thread = (long)argument;
  long start = size * thread / threads, end = size * (thread + 1) / threads;
  if (mapping) {
    lines[thread] = count_lines(mapping + start, end - start);
    return NULL;
  }
  char *buffer = malloc(BUFFER);
  while (start < end) {
    long length = pread(file, buffer, end - start < BUFFER ? end - start : BUFFER, start);
    if (length <= 0) break;
    lines[thread] += count_lines(buffer, length);
    start += length;
  }
  free(buffer);
  return NULL;
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: readlimit FILE read|mmap [THREADS]\n");
    return 2;
  }
  if (count > 3) threads = atol(arguments[3]);
  struct stat status;
  file = open(arguments[1], O_RDONLY);
  if (file < 0 || fstat(file, &status) < 0 || threads < 1 || threads > MOST_THREADS) {
    perror(arguments[1]);
    return 1;
  }
  size = status.st_size;
  if (!strcmp(arguments[2], "mmap")) {
    mapping = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
    if (mapping == MAP_FAILED) {
      perror("mmap");
      return 1;
    }
  }
  pthread_t handles[MOST_THREADS];
  for (long i = 0; i < threads; i++) pthread_create(&handles[i], NULL, work, (void *)i);
  long total = 0;
  for (long i = 0; i < threads; i++) {
    pthread_join(handles[i], NULL);
    total += lines[i];
  }
  printf("%ld\n", total);
  return 0;
}
