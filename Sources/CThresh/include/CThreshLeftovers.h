// Signals as this program was started with them, and what is to be removed when one of them ends it.
#ifndef CTHRESH_LEFTOVERS_H
#define CTHRESH_LEFTOVERS_H

#include <stdint.h>

#pragma clang assume_nonnull begin

/// Of the signals by which people end programs (SIGHUP, SIGINT, SIGQUIT, SIGTERM): whether this one was ignored when the
/// program was started, as by `nohup`, or in the background of a script. Safe in a signal handler, and after vfork.
int thresh_ignored_at_start(int signal);

/// Removes a file, or a directory with all that is in it; what is already gone is no error. No link is followed, of
/// whatever becomes one meanwhile either. Returns 0 or -errno. Safe in a signal handler.
int thresh_remove_tree(const char *path);

/// Notes a path that a signal's end of this process, and of none that it forks, is to remove with all that is in it.
/// Returns a place, or -1 where there is none.
int thresh_leftover_add(const char *path);
/// Forgets what a place has. -1 is no place.
void thresh_leftover_forget(int place);

/// From here on each signal in `mask` that was not ignored at the start removes what is noted, writes `name` and a
/// sentence to standard error, and ends the process with 128 and its number.
void thresh_remove_leftovers_on(uint64_t mask, const char *name);

#pragma clang assume_nonnull end

#endif
