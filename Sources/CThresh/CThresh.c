#define _GNU_SOURCE
#include "CThresh.h"

#include "CThreshProcess.h"
#include "CThreshSync.h"
#include "ChildSignals.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif

// Of a parent that ignores SIGCHLD, as some programs make their children do, the kernel takes away every dead child with
// its status, and waiting for it fails.
static void keep_dead_children(void) {
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN) signal(SIGCHLD, SIG_DFL);
}

pid_t thresh_fork(int death_signal, int *pidfd) {
    keep_dead_children();
    // Signals stay blocked from before the fork until the child has its own state: none can run a parent's handler in it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        reset_handlers();
        if (death_signal != 0) {
            prctl(PR_SET_PDEATHSIG, death_signal);
            // The parent may have died before the request: then nobody will ever send the signal.
            if (getppid() != parent) _exit(128 + death_signal);
        }
        unblock_signals();
        return 0;
    }
    int failure = errno;
    if (child > 0) {
        *pidfd = thresh_pidfd_open(child);
        if (*pidfd < 0) {
            failure = -*pidfd;
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
            child = -1;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return child > 0 ? child : -failure;
}

pid_t thresh_wait(pid_t pid, int nohang, int *status, struct rusage *usage) {
    pid_t result;
    do {
        result = wait4(pid, status, nohang ? WNOHANG : 0, usage);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

int thresh_pidfd_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int thresh_status_exited(int status) { return WIFEXITED(status); }
int thresh_status_code(int status) { return WEXITSTATUS(status); }
int thresh_status_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

static struct timespec timespec_of(int64_t nanoseconds) {
    struct timespec result = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return result;
}

int thresh_futex_wait(const uint32_t *word, uint32_t expected, int64_t deadline_ns) {
    struct timespec deadline = timespec_of(deadline_ns < 0 ? 0 : deadline_ns);
    // FUTEX_WAIT_BITSET takes an absolute time, so that a loop over spurious wake-ups never waits longer than asked.
    long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET, expected, deadline_ns < 0 ? NULL : &deadline, NULL,
                          FUTEX_BITSET_MATCH_ANY);
    return result < 0 ? -errno : 0;
}

int thresh_futex_wake(const uint32_t *word, int count) {
    long result = syscall(SYS_futex, word, FUTEX_WAKE, count, NULL, NULL, 0);
    return result < 0 ? -errno : (int)result;
}

void thresh_pause(unsigned count) {
    for (unsigned done = 0; done < count; done++) {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("isb");
#else
        __asm__ volatile("");
#endif
    }
}

int thresh_affinity_count(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int thresh_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int thresh_terminal_rows(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

int thresh_memory_file(const char *name, size_t size) {
    int descriptor = memfd_create(name, MFD_CLOEXEC);
    if (descriptor < 0) return -errno;
    // Without this a machine out of shared memory would raise SIGBUS at the first touch of a page instead of an error here.
    if (fallocate(descriptor, 0, 0, (off_t)size) < 0) {
        int failure = errno;
        close(descriptor);
        return -failure;
    }
    return descriptor;
}

int thresh_growing_memory_file(const char *name, size_t allocated, size_t size) {
    int descriptor = thresh_memory_file(name, allocated);
    if (descriptor >= 0 && size > allocated && ftruncate(descriptor, (off_t)size) < 0) {
        int failure = errno;
        close(descriptor);
        return -failure;
    }
    return descriptor;
}

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

int thresh_populate(void *start, size_t size) {
    if (size == 0) return 0;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = (uintptr_t)start / page * page;
    uintptr_t end = ((uintptr_t)start + size + page - 1) / page * page;
    int result;
    do {
        result = madvise((void *)first, end - first, MADV_POPULATE_WRITE);
    } while (result < 0 && (errno == EINTR || errno == EAGAIN));
    if (result == 0) return 0;
    // Before Linux 5.14 pages come with the first touch; a lack of memory is a signal then.
    if (errno == EINVAL) return 0;
    return errno == EFAULT ? -ENOMEM : -errno;
}

void thresh_discard(void *start, size_t size) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = ((uintptr_t)start + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)start + size) / page * page;
    if (first < end) madvise((void *)first, end - first, MADV_REMOVE);
}

static int64_t or_errno(int64_t result) { return result < 0 ? -errno : result; }

int thresh_pipe(int *ends) { return pipe2(ends, O_CLOEXEC) < 0 ? -errno : thresh_lift_both(ends); }
int thresh_eventfd(void) { return thresh_lifted(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

static sigset_t signals_of(uint64_t mask) {
    sigset_t set;
    sigemptyset(&set);
    for (int number = 1; number < 64; number++) {
        // Blocked signals are kept even where they are ignored, so those would be read all the same.
        if (mask >> number & 1 && !thresh_ignored_at_start(number)) sigaddset(&set, number);
    }
    return set;
}

int thresh_signalfd(uint64_t mask) {
    sigset_t set = signals_of(mask);
    int failure = pthread_sigmask(SIG_BLOCK, &set, NULL);
    return failure ? -failure : thresh_lifted(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int thresh_signalfd_read(int descriptor) {
    struct signalfd_siginfo information;
    return read(descriptor, &information, sizeof information) == sizeof information ? (int)information.ssi_signo : 0;
}

void thresh_signals_unblock(uint64_t mask) {
    sigset_t set = signals_of(mask);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

const char *thresh_signal_name(int signal) { return sigabbrev_np(signal); }

int thresh_rename_exchange(const char *one, const char *other) {
    return (int)or_errno(renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE));
}

int thresh_rename_new(const char *from, const char *to) {
    return (int)or_errno(renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE));
}

uint64_t thresh_random(void) {
    uint64_t bits = 0;
    // Up to 256 bytes never come short, and a kernel that runs user programs has its pool ready.
    if (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits) bits = (uint64_t)getpid() * 0x9E3779B97F4A7C15u;
    return bits;
}

void *thresh_remap(void *old, size_t old_size, size_t new_size) {
    void *moved = mremap(old, old_size, new_size, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

