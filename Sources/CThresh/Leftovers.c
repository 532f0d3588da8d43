#define _GNU_SOURCE
#include "CThreshLeftovers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
enum { ends_count = sizeof ends / sizeof *ends };
static uint64_t ignored;

// Before anything of the program runs, so that what it ignores itself later is not taken for this.
__attribute__((constructor)) static void look_what_is_ignored(void) {
    for (int index = 0; index < ends_count; index++) {
        struct sigaction action;
        if (sigaction(ends[index], NULL, &action) == 0 && action.sa_handler == SIG_IGN) ignored |= 1ull << ends[index];
    }
}

int thresh_ignored_at_start(int signal) { return (int)(ignored >> signal & 1); }

// MARK: removing trees

enum { deepest = 256, entries_size = 2048, most_passes = 100 };

static int remove_at(int parent, const char *name, int depth);

/// Removes what is in a directory. Returns 0 or -errno.
static int empty_directory(int directory, int depth) {
    char buffer[entries_size] __attribute__((aligned(8)));
    for (;;) {
        long bytes = syscall(SYS_getdents64, directory, buffer, sizeof buffer);
        if (bytes < 0) return -errno;
        if (bytes == 0) return 0;
        for (long offset = 0; offset < bytes;) {
            struct dirent64 *entry = (struct dirent64 *)(buffer + offset);
            offset += entry->d_reclen;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
            int failure = remove_at(directory, entry->d_name, depth + 1);
            if (failure < 0) return failure;
        }
    }
}

static int remove_at(int parent, const char *name, int depth) {
    if (depth > deepest) return -ELOOP;
    for (int pass = 0; pass < most_passes; pass++) {
        struct stat status;
        if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0) return errno == ENOENT ? 0 : -errno;
        if (!S_ISDIR(status.st_mode)) {
            if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return 0;
            // It has become a directory.
            if (errno == EISDIR) continue;
            return -errno;
        }
        int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (directory < 0) {
            // It is none any more.
            if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) continue;
            return -errno;
        }
        int failure = empty_directory(directory, depth);
        close(directory);
        if (failure < 0) return failure;
        if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return 0;
        // Somebody put something into it, or reading it while it shrank has left something out.
        if (errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR) return -errno;
    }
    return -EBUSY;
}

int thresh_remove_tree(const char *path) { return remove_at(AT_FDCWD, path, 0); }

// MARK: leftovers

enum { places = 64 };
static _Atomic(char *) leftovers[places];
static pid_t owners[places];

int thresh_leftover_add(const char *path) {
    char *copy = strdup(path);
    if (copy == NULL) return -1;
    for (int place = 0; place < places; place++) {
        // What a process has from its parent by fork is not its own, so the place is free in it.
        char *old = atomic_load(&leftovers[place]);
        if (old != NULL && owners[place] == getpid()) continue;
        atomic_store(&leftovers[place], NULL);
        free(old);
        owners[place] = getpid();
        atomic_store(&leftovers[place], copy);
        return place;
    }
    free(copy);
    return -1;
}

void thresh_leftover_forget(int place) {
    if (place < 0 || owners[place] != getpid()) return;
    free(atomic_exchange(&leftovers[place], NULL));
}

static char message_name[64];

static void say(const char *text) {
    ssize_t result = write(STDERR_FILENO, text, strlen(text));
    (void)result;
}

static void remove_leftovers_and_end(int signal) {
    for (int place = 0; place < places; place++) {
        char *path = atomic_load(&leftovers[place]);
        if (path != NULL && owners[place] == getpid()) thresh_remove_tree(path);
    }
    const char *abbreviation = sigabbrev_np(signal);
    say(message_name);
    say(": SIG");
    say(abbreviation != NULL ? abbreviation : "NAL");
    say(": stopped; the output is not complete\n");
    _exit(128 + signal);
}

void thresh_remove_leftovers_on(uint64_t mask, const char *name) {
    strncpy(message_name, name, sizeof message_name - 1);
    // No other of them comes between.
    struct sigaction action = {.sa_handler = remove_leftovers_and_end};
    sigfillset(&action.sa_mask);
    for (int index = 0; index < ends_count; index++) {
        if (mask >> ends[index] & 1 && !thresh_ignored_at_start(ends[index])) sigaction(ends[index], &action, NULL);
    }
}
