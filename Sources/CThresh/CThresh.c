#define _GNU_SOURCE
#include "CThresh.h"

#include "CThreshSync.h"

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

static void reset_handlers(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    for (int number = 1; number < NSIG; number++) {
        // SIGKILL, SIGSTOP and glibc's two private signals refuse; that is as it should be.
        sigaction(number, &action, NULL);
    }
}

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
        sigset_t none;
        sigemptyset(&none);
        pthread_sigmask(SIG_SETMASK, &none, NULL);
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

size_t thresh_mutex_size(void) { return sizeof(pthread_mutex_t); }

int thresh_mutex_init(void *mutex) {
    pthread_mutexattr_t attributes;
    int failure = pthread_mutexattr_init(&attributes);
    if (failure) return failure;
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    failure = pthread_mutex_init(mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return failure;
}

static int made_consistent(void *mutex, int result) {
    if (result == EOWNERDEAD) pthread_mutex_consistent(mutex);
    return result;
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

// Locks are held for less than going to sleep takes, so a waiter looks again a few times first. Between looks it leaves
// the cache line alone: the holder gets through several turns meanwhile, instead of one for each transfer of the line.
enum { looks = 6, pauses_between_looks = 24 };

static int lock_soon(pthread_mutex_t *mutex) {
    int result = pthread_mutex_trylock(mutex);
    for (int look = 0; result == EBUSY && look < looks; look++) {
        thresh_pause(pauses_between_looks);
        if (thresh_mutex_owner(mutex) == 0) result = pthread_mutex_trylock(mutex);
    }
    return result;
}

int thresh_mutex_lock(void *mutex, int64_t deadline_ns) {
    int result = lock_soon(mutex);
    if (result != EBUSY) return made_consistent(mutex, result);
    if (deadline_ns < 0) return made_consistent(mutex, pthread_mutex_lock(mutex));
    struct timespec deadline = timespec_of(deadline_ns);
    return made_consistent(mutex, pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &deadline));
}

int thresh_mutex_trylock(void *mutex) { return made_consistent(mutex, pthread_mutex_trylock(mutex)); }
int thresh_mutex_unlock(void *mutex) { return pthread_mutex_unlock(mutex); }

int thresh_affinity_count(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int thresh_terminal_columns(int descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
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

static int64_t or_errno(int64_t result) { return result < 0 ? -errno : result; }

int thresh_pipe(int *ends) { return (int)or_errno(pipe2(ends, O_CLOEXEC)); }
int thresh_eventfd(void) { return (int)or_errno(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

static sigset_t signals_of(uint64_t mask) {
    sigset_t set;
    sigemptyset(&set);
    for (int number = 1; number < 64; number++) {
        if (mask >> number & 1) sigaddset(&set, number);
    }
    return set;
}

int thresh_signalfd(uint64_t mask) {
    sigset_t set = signals_of(mask);
    int failure = pthread_sigmask(SIG_BLOCK, &set, NULL);
    return failure ? -failure : (int)or_errno(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
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

int thresh_socket_pair(int *ends) { return (int)or_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)); }

static int closing(int descriptor) {
    int failure = errno;
    close(descriptor);
    return -failure;
}

static int unix_socket(const char *path, size_t length, struct sockaddr_un *address, socklen_t *size) {
    if (length == 0 || length >= sizeof address->sun_path) return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, length);
    // An abstract name ends where its length says, a path with a zero.
    *size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] == 0 ? 0 : 1));
    return (int)or_errno(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

int thresh_socket_listen(const char *path, size_t length, int backlog) {
    struct sockaddr_un address;
    socklen_t size;
    int descriptor = unix_socket(path, length, &address, &size);
    if (descriptor < 0) return descriptor;
    // Accepting never waits: a client may be gone between poll and accept.
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    // The mode of the socket becomes that of the path: for this user alone.
    fchmod(descriptor, 0600);
    if (bind(descriptor, (struct sockaddr *)&address, size) < 0) return closing(descriptor);
    if (listen(descriptor, backlog) < 0) return closing(descriptor);
    return descriptor;
}

int thresh_socket_connect(const char *path, size_t length) {
    struct sockaddr_un address;
    socklen_t size;
    int descriptor = unix_socket(path, length, &address, &size);
    if (descriptor < 0) return descriptor;
    int result;
    // A Unix socket that was interrupted has not connected: trying again is right.
    do {
        result = connect(descriptor, (struct sockaddr *)&address, size);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? closing(descriptor) : descriptor;
}

int thresh_socket_accept(int socket) { return (int)or_errno(accept4(socket, NULL, NULL, SOCK_CLOEXEC)); }

int thresh_socket_peer(int socket, pid_t *pid, uid_t *user) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
    *pid = peer.pid;
    *user = peer.uid;
    return 0;
}

// The kernel passes at most this many descriptors with one message (SCM_MAX_FD).
enum { most_descriptors = 253 };

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(most_descriptors * sizeof(int))];
};

int64_t thresh_socket_send(int socket, const void *one, size_t one_size, const void *two, size_t two_size,
                           const int *descriptors, size_t count, int nowait) {
    if (count > most_descriptors) return -EINVAL;
    struct iovec parts[2] = {{(void *)one, one_size}, {(void *)two, two_size}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    union control control;
    if (count > 0) {
        memset(&control, 0, CMSG_SPACE(count * sizeof(int)));
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | (nowait ? MSG_DONTWAIT : 0));
    } while (sent < 0 && errno == EINTR);
    return or_errno(sent);
}

int64_t thresh_socket_receive(int socket, void *buffer, size_t size, int *descriptors, size_t capacity, size_t *count,
                              int nowait) {
    struct iovec part = {buffer, size};
    union control control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    *count = 0;
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (nowait ? MSG_DONTWAIT : 0));
    } while (received < 0 && errno == EINTR);
    if (received < 0) return -errno;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t came = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < came; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof descriptor);
            if (*count < capacity) {
                descriptors[(*count)++] = descriptor;
            } else {
                close(descriptor);
            }
        }
    }
    return received;
}
