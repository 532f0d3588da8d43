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

/// Gives the mutex a number, in the last bytes of the cache line that it begins. REQUIRES: memory aligned to 64.
void thresh_mutex_set_number(void *mutex, uint64_t number);
/// 0 for one that has none.
uint64_t thresh_mutex_number(const void *mutex);

/// The numbers of the mutexes that this thread holds, as many as there is room for; returns how many. Asks the kernel.
int thresh_held_numbers(uint64_t *numbers, int capacity);

/// getpid() and gettid() without a system call; right after every fork through glibc.
pid_t thresh_process_id(void);
pid_t thresh_thread_id(void);

#pragma clang assume_nonnull end

#endif
