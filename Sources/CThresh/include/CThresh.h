// What Swift cannot say: fork with the child's signal state made safe before any Swift code runs in it,
// system calls without a glibc wrapper, variadic calls, macros, and byte-mask instructions.
#ifndef CTHRESH_H
#define CTHRESH_H

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "CThreshFamily.h"
#include "CThreshFaults.h"
#include "CThreshJSON.h"
#include "CThreshLeftovers.h"
#include "CThreshLimits.h"
#include "CThreshLiterals.h"
#include "CThreshMasks.h"
#include "CThreshProcess.h"
#include "CThreshSockets.h"
#include "CThreshShell.h"
#include "CThreshSync.h"

#pragma clang assume_nonnull begin

// MARK: processes

/// Forks. In the child, before returning: every signal handler is the default one, the signal mask is empty, and the
/// kernel sends `death_signal` (0: none) when the parent's thread dies; a child whose parent died in between exits.
/// In the parent, `*pidfd` is a close-on-exec descriptor of the child, and SIGCHLD is not ignored any more.
/// Returns the child's pid in the parent, 0 in the child, or -errno.
pid_t thresh_fork(int death_signal, int *pidfd);

/// Waits for the process behind `pid` without blocking when `nohang`. Returns pid, 0 when still running, or -errno.
pid_t thresh_wait(pid_t pid, int nohang, int *status, struct rusage *usage);

/// Sends a signal through a pidfd, so that a recycled pid is never hit. Returns 0 or -errno.
int thresh_pidfd_signal(int pidfd, int signal);

int thresh_status_exited(int status);
int thresh_status_code(int status);
int thresh_status_signal(int status);

// MARK: waiting on shared memory

/// FUTEX_WAIT on a word that processes share. `deadline_ns` is on CLOCK_MONOTONIC; negative means no deadline.
/// Returns 0 when woken, or -errno (EAGAIN: the word had changed; ETIMEDOUT; EINTR).
int thresh_futex_wait(const uint32_t *word, uint32_t expected, int64_t deadline_ns);

/// FUTEX_WAKE. Returns how many were woken, or -errno.
int thresh_futex_wake(const uint32_t *word, int count);

/// A memory file of `size` bytes of which only the first `allocated` have pages. Returns its descriptor, or -errno.
int thresh_growing_memory_file(const char *name, size_t allocated, size_t size);

/// Gives the bytes of a shared mapping pages, and leaves what is in them. 0, or -errno for want of memory.
int thresh_populate(void *start, size_t size);

/// Takes the whole pages within the bytes of a shared mapping away.
void thresh_discard(void *start, size_t size);

// MARK: robust process-shared mutexes (constants and attributes that Swift does not import)

int thresh_mutex_init(void *mutex);
/// Passes the time in a loop that waits for another processor: tens of nanoseconds for each `count`.
void thresh_pause(unsigned count);

size_t thresh_mutex_size(void);
/// 0 acquired; EOWNERDEAD acquired, and the last owner died holding it (already marked consistent); ETIMEDOUT; other errno.
int thresh_mutex_lock(void *mutex, int64_t deadline_ns);
/// The same, at most so long from the moment that it goes to sleep.
int thresh_mutex_lock_within(void *mutex, int64_t patience_ns);
/// 0, EOWNERDEAD as above, or EBUSY.
int thresh_mutex_trylock(void *mutex);
int thresh_mutex_unlock(void *mutex);

// MARK: calls that glibc declares only for _GNU_SOURCE, which Swift's Glibc module does not set; -errno on failure

int thresh_pipe(int *ends);
int thresh_eventfd(void);
/// A non-blocking descriptor of the signals in `mask`, a bit per signal number, which are blocked from here on; without
/// those that were ignored when the program was started.
int thresh_signalfd(uint64_t mask);
/// The next signal's number, or 0.
int thresh_signalfd_read(int descriptor);
void thresh_signals_unblock(uint64_t mask);
/// The name without SIG, or NULL.
const char *_Nullable thresh_signal_name(int signal);
int thresh_rename_exchange(const char *one, const char *other);
int thresh_rename_new(const char *from, const char *to);
uint64_t thresh_random(void);
/// NULL on failure, with errno set.
void *_Nullable thresh_remap(void *old, size_t old_size, size_t new_size);

// MARK: the rest

/// Processors in this process's affinity mask.
int thresh_affinity_count(void);
/// Columns of the terminal behind `descriptor`, or 0.
int thresh_terminal_columns(int descriptor);
/// Rows of the terminal behind `descriptor`, or 0.
int thresh_terminal_rows(int descriptor);
/// memfd_create + fallocate: a descriptor of `size` bytes of memory that are really there, or -errno.
int thresh_memory_file(const char *name, size_t size);

#pragma clang assume_nonnull end

#endif
