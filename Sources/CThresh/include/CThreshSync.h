// Who holds a robust mutex, and who asks: what glibc knows but has no portable call for.
#ifndef CTHRESH_SYNC_H
#define CTHRESH_SYNC_H

#include <stdint.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// Robust mutexes that a thread may hold at a time; taking another is ENOLCK.
enum { THRESH_MOST_HELD = 2048 };

/// The thread that holds the mutex now, or 0. Reads one word: nothing is locked.
pid_t thresh_mutex_owner(const void *mutex);

/// Whether the mutex is free because its owner ended while holding it, and nobody has locked it since.
int thresh_mutex_abandoned(const void *mutex);

/// getpid() and gettid() without a system call; right after every fork through glibc.
pid_t thresh_process_id(void);
pid_t thresh_thread_id(void);

#pragma clang assume_nonnull end

#endif
