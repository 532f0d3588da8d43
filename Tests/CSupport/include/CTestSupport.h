#pragma once
#include <stddef.h>
#include <stdint.h>
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

/// In a child: lets its parent step through what comes next. The child stops until the parent calls `test_kill_at`.
void test_begin_steps(void);

/// In a child: the end of what is to be stepped through.
void test_end_steps(void);

/// Lets a child that has called `test_begin_steps` go on for `steps` instructions, or to `test_end_steps`, and kills it.
/// Returns how many it went on for, or -1 when the system does not let it be traced. The child is left to be waited for.
long test_kill_at(pid_t pid, long steps);
