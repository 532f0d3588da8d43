// What a child process holds, and how it is told things: descriptors, sockets that carry them, and starting this program anew.
#ifndef CTHRESH_PROCESS_H
#define CTHRESH_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// Nanoseconds since the machine was started, those it slept among them.
int64_t thresh_boot_clock(void);

/// Whether the process that had this number at `since`, on that clock, has not ended; 1 where that cannot be told.
int thresh_process_lives(pid_t pid, int64_t since);

/// The text of a file in /proc of less than `capacity` bytes; false when it cannot be read.
int thresh_read_text(const char *path, char *text, size_t capacity);

/// Closes descriptors `first` to `last`. Returns 0 or -errno.
int thresh_close_range(unsigned first, unsigned last);

/// dup3 with close-on-exec. Returns 0 or -errno.
int thresh_replace_descriptor(int from, int to);

/// Opens /dev/null on each of the descriptors 0 to 2 that is closed, so that nothing else ever gets their numbers.
void thresh_plug_standard_streams(void);

/// The same, but what is read or written there fails (EBADF) as on a closed one.
void thresh_hold_standard_streams(void);

/// Writes out what stdio holds for standard output. Returns a negative error number where any of it could not be written,
/// now or before.
int thresh_flush_output(void);

/// What a call that makes a descriptor returned, moved out of the way of the standard streams, which may be closed and then have the
/// lowest numbers free: who plugs or replaces a stream, or prints, must not reach anything else. Close-on-exec; or -errno.
int thresh_lifted(int descriptor);

/// The same for two that belong together: both are closed where one cannot be moved. Returns 0 or -errno.
int thresh_lift_both(int *ends);

/// Forgets what stdio has read ahead of standard input.
void thresh_drop_read_ahead(void);

/// A close-on-exec descriptor of a running process, numbered 3 or more, or -errno.
int thresh_pidfd_open(pid_t pid);

/// Asks the kernel to send `signal` (0: none) to this process when the thread that made it ends. Returns 0 or -errno.
int thresh_death_signal(int signal);

/// memfd_create: an empty close-on-exec file in memory, numbered 3 or more, or -errno.
int thresh_empty_memory_file(const char *name);

/// Two connected SOCK_SEQPACKET sockets, close-on-exec, numbered 3 or more. Returns 0 or -errno.
int thresh_message_sockets(int *ends);

/// Sends one message with `descriptor_count` descriptors. Returns 0 or -errno; EAGAIN when `nowait` and there is no room.
int thresh_send_message(int socket, const void *bytes, size_t count, const int *_Nullable descriptors, int descriptor_count,
                        int nowait);

/// Receives one message. `*descriptor_count` is the room in `descriptors`, and then how many there were, all of them
/// close-on-exec. Returns the message's length, 0 when the peer is gone, or -errno; EAGAIN when `nowait` and none is there.
ssize_t thresh_receive_message(int socket, void *bytes, size_t capacity, int *descriptors, int *descriptor_count,
                               int nowait);

/// Has the kernel kill this process once the other end of `descriptor`, a pipe that is never written to, is closed.
/// Unlike PR_SET_PDEATHSIG it asks for the end of a process, not of the thread that made this one. Returns 0 or -errno.
int thresh_die_with_pipe(int descriptor);

/// Starts /proc/self/exe from a process that may have threads, with default signal handlers, an empty mask, and
/// `descriptors[i]` as descriptor 3 + i and no others but the standard ones. Returns the pid or -errno.
pid_t thresh_spawn_self(char *_Nullable const *_Nonnull arguments, char *_Nullable const *_Nonnull environment,
                        const int *descriptors, int descriptor_count, int *pidfd);

#pragma clang assume_nonnull end

#endif
