#define _GNU_SOURCE
#include "CThreshShell.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CThreshProcess.h"
#include "ChildSignals.h"

// Above the numbers that scripts redirect and that bash gives to process substitutions, which would replace it.
enum { guard_number = 199 };

/// In the child, which has the parent's memory until it becomes the shell: system calls and its own frame only.
static int become_shell(char *const *arguments, char *const *environment, const int *streams, int guard) {
    reset_handlers();
    if (setpgid(0, 0) < 0) return errno;
    // First above the standard streams, then down: no step overwrites a descriptor that is still needed.
    int moved[3];
    for (int index = 0; index < 3; index++) {
        moved[index] = fcntl(streams[index], F_DUPFD_CLOEXEC, 3);
        if (moved[index] < 0) return errno;
    }
    int kept = fcntl(guard, F_DUPFD, guard_number);
    if (kept < 0) kept = fcntl(guard, F_DUPFD, 3);
    if (kept < 0) return errno;
    for (int index = 0; index < 3; index++) {
        if (dup2(moved[index], index) < 0) return errno;
    }
    if (kept > 3) thresh_close_range(3, (unsigned)kept - 1);
    thresh_close_range((unsigned)kept + 1, ~0u);
    // A pipe whose last writer goes away signals its asynchronous readers: here, all of this group.
    if (fcntl(kept, F_SETOWN, -getpid()) < 0 || fcntl(kept, F_SETSIG, SIGKILL) < 0
        || fcntl(kept, F_SETFL, O_ASYNC | O_NONBLOCK) < 0) {
        return errno;
    }
    // For the shell itself, should a command close every descriptor that it does not know.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have died before these requests: then nobody will ever send the signal.
    char byte;
    if (read(kept, &byte, 1) == 0) return EPIPE;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve("/bin/sh", arguments, environment);
    return errno;
}

pid_t thresh_spawn_shell(const char *command, char *const *environment, const int *streams, int guard, int *pidfd) {
    char *const arguments[] = {"sh", "-c", (char *)command, NULL};
    // The child ran in this process's memory: what it stores here is seen when it is gone.
    volatile int failure = 0;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    // A fork would copy the page tables of a large process, and make it fault on each page afterwards.
    pid_t child = vfork();
    if (child == 0) {
        failure = become_shell(arguments, environment, streams, guard);
        _exit(127);
    }
    if (child < 0) failure = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (child < 0) return -failure;
    *pidfd = failure == 0 ? thresh_pidfd_open(child) : -failure;
    if (*pidfd >= 0) return child;
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    return *pidfd;
}

int thresh_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

int thresh_set_pipe_size(int descriptor, int size) {
    int result = fcntl(descriptor, F_SETPIPE_SZ, size);
    return result < 0 ? -errno : result;
}
