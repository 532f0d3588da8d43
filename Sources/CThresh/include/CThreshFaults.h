// Faults on purpose, in builds with the trait FaultPoints alone.

#ifndef CTHRESH_FAULTS_H
#define CTHRESH_FAULTS_H

#include <stddef.h>

#pragma clang assume_nonnull begin

/// Passes the point `name`, where something is done to `subject`. Returns 0, or the errno value with which it is to fail; or does
/// not return.
///
/// The environment says what is to happen, and how often a point was passed is counted by all processes together:
///
///     THRESH_FAULT=NAME:KIND:N:FILE     at the Nth passage of NAME; FILE has 16 bytes of zeros at the start: passages, and 1 once it
///                                       has happened
///     THRESH_FAULT=list:FILE            nothing happens; each passage appends a line to FILE: name, process, subject
///
/// KIND: `kill`, `short` (half of the bytes are moved), `lose` (bytes are said to be written, and are not), or a name of errno, EIO,
/// EINTR, ENOMEM, EAGAIN at the Nth passage, ENOSPC from the Nth on.
int thresh_fault(const char *name, const char *subject);

/// Of a call that moves bytes: how many of them, as the last passage of this process has it.
ptrdiff_t thresh_fault_room(ptrdiff_t byte_count);

/// Whether the last passage says that nothing is to be written, though it succeeds.
int thresh_fault_loses(void);

#pragma clang assume_nonnull end

#endif
