// What a process does to itself before it works on what it does not trust.
#ifndef CTHRESH_LIMITS_H
#define CTHRESH_LIMITS_H

#include <stdint.h>

#define THRESH_LIMIT_CPU 0
#define THRESH_LIMIT_MEMORY 1
#define THRESH_LIMIT_FILES 2

/// Lowers a limit of this process: seconds of processor time, bytes of address space, or descriptors. 0 or -errno.
int thresh_limit(int kind, uint64_t soft, uint64_t hard);

/// Notes in a file that a limit was hit. Safe in signal handlers.
void thresh_note_limit(int file, int kind);

/// What was noted; -1 for nothing.
int thresh_noted_limit(int file);

/// Notes the limit of memory in a file when this process crashes right after it was refused some.
void thresh_note_crashes(int file);

int thresh_no_new_privileges(void);

/// Landlock's version; -errno where the kernel has none.
int thresh_files_limit_version(void);

/// From now on this process opens no files, or none for writing. 0 or -errno.
int thresh_limit_files(int may_read);

/// Whether the permissions of files keep nothing from this process.
int thresh_overrides_permissions(void);

/// Whether a file's permissions let this process read and write it, or make it: not whether it is limited.
int thresh_may_change(const char *path);

/// Whether the kernel filters system calls: 0 or -errno.
int thresh_calls_limit_available(void);

/// From now on this process is killed (SIGSYS) when it begins a process, a program or a connection. 0 or -errno.
int thresh_limit_calls(void);

#endif
