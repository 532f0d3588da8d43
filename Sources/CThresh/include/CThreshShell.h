// Starting a shell command whose processes all end with the one that started it.
#ifndef CTHRESH_SHELL_H
#define CTHRESH_SHELL_H

#include <sys/types.h>

#pragma clang assume_nonnull begin

/// Starts `/bin/sh -c command` in a process group of its own, with default signal handlers and an empty mask,
/// `streams[i]` as descriptor i for i from 0 to 2, and no other descriptor but `guard`.
///
/// `guard` is the reading end of a pipe that is never written to. Once its last writing end is closed, the kernel kills
/// every process of the group. The caller keeps the writing end, close-on-exec, and closes its own reading end.
///
/// Returns the pid, whose pidfd is stored, or -errno. REQUIRES: one thread.
pid_t thresh_spawn_shell(const char *command, char *_Nullable const *_Nonnull environment, const int *streams, int guard,
                         int *pidfd);

/// Makes a descriptor's reads and writes return EAGAIN instead of waiting. Returns 0 or -errno.
int thresh_set_nonblocking(int descriptor);

/// Asks for room for `size` bytes in a pipe; the kernel may refuse. Returns the new size or -errno.
int thresh_set_pipe_size(int descriptor, int size);

#pragma clang assume_nonnull end

#endif
