#pragma once
#include <sys/types.h>

/// Starts a command in a process group of its own, with default signal handling, no descriptors but the three given,
/// and `directory` as its working directory unless that is null. Returns 0 or an errno.
int test_spawn(const char *file, char *const arguments[], char *const environment[], const char *directory,
               const int descriptors[3], pid_t *pid);

/// A descriptor that is readable once the process has ended; negative on failure.
int test_pidfd(pid_t pid);

/// A file in memory that is closed on exec; negative on failure.
int test_memory_file(void);

/// A pipe whose ends are closed on exec; returns 0 or an errno.
int test_pipe(int ends[2]);
