#define _GNU_SOURCE
#include "CThreshProcess.h"

#include "CThreshFamily.h"
#include "ChildSignals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

enum { most_descriptors = 253 };  // SCM_MAX_FD

int thresh_close_range(unsigned first, unsigned last) {
    return syscall(SYS_close_range, first, last, 0) < 0 ? -errno : 0;
}

int thresh_replace_descriptor(int from, int to) { return dup3(from, to, O_CLOEXEC) < 0 ? -errno : 0; }

void thresh_drop_read_ahead(void) {
    clearerr(stdin);
    __fpurge(stdin);
}

void thresh_plug_standard_streams(void) {
    for (int stream = 0; stream < 3; stream++) {
        // The lowest free number is what open returns.
        if (fcntl(stream, F_GETFD) < 0) open("/dev/null", stream == 0 ? O_RDONLY : O_WRONLY);
    }
}

void thresh_hold_standard_streams(void) {
    for (int stream = 0; stream < 3; stream++) {
        if (fcntl(stream, F_GETFD) < 0) open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY);
    }
}

int thresh_flush_output(void) {
    if (fflush(stdout) != 0) return -errno;
    return ferror(stdout) ? -EIO : 0;
}

int thresh_lifted(int descriptor) {
    if (descriptor < 0) return -errno;
    if (descriptor > 2) return descriptor;
    int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    int failure = errno;
    close(descriptor);
    return moved < 0 ? -failure : moved;
}

int thresh_pidfd_open(pid_t pid) { return thresh_lifted((int)syscall(SYS_pidfd_open, pid, 0)); }

int thresh_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal) < 0 ? -errno : 0; }

int thresh_empty_memory_file(const char *name) { return thresh_lifted(memfd_create(name, MFD_CLOEXEC)); }

int thresh_lift_both(int *ends) {
    for (int end = 0; end < 2; end++) {
        int moved = thresh_lifted(ends[end]);
        if (moved < 0) {
            close(ends[1 - end]);
            return moved;
        }
        ends[end] = moved;
    }
    return 0;
}

int thresh_message_sockets(int *ends) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
    return thresh_lift_both(ends);
}

union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(most_descriptors * sizeof(int))];
};

int thresh_send_message(int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count,
                        int nowait) {
    if (descriptor_count > most_descriptors) return -EINVAL;
    union control control;
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor_count > 0) {
        size_t size = (size_t)descriptor_count * sizeof(int);
        memset(&control, 0, sizeof control);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(header), descriptors, size);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | (nowait ? MSG_DONTWAIT : 0));
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

ssize_t thresh_receive_message(int socket, void *bytes, size_t capacity, int *descriptors, int *descriptor_count,
                               int nowait) {
    union control control;
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    int room = *descriptor_count;
    *descriptor_count = 0;
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (nowait ? MSG_DONTWAIT : 0));
    } while (received < 0 && errno == EINTR);
    if (received < 0) return -errno;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int index = 0; index < count; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + (size_t)index * sizeof(int), sizeof descriptor);
            if (*descriptor_count < room) {
                descriptors[(*descriptor_count)++] = thresh_lifted(descriptor);
            } else {
                close(descriptor);
            }
        }
    }
    return message.msg_flags & MSG_TRUNC ? -EMSGSIZE : received;
}

int thresh_die_with_pipe(int descriptor) {
    // A pipe whose last writer goes away signals its asynchronous readers; SIGKILL needs no handler and no thread.
    if (fcntl(descriptor, F_SETOWN, getpid()) < 0 || fcntl(descriptor, F_SETSIG, SIGKILL) < 0
        || fcntl(descriptor, F_SETFL, O_ASYNC | O_NONBLOCK) < 0) {
        return -errno;
    }
    // It may have been closed before the request: then nobody will ever send the signal.
    char byte;
    return read(descriptor, &byte, 1) == 0 ? -EPIPE : 0;
}

/// Between fork and exec, in a process that may have threads: only calls that are safe in a signal handler.
static void become(char *const *arguments, char *const *environment, const int *descriptors, int count, int failure) {
    thresh_kin_leave();
    reset_handlers();
    thresh_plug_standard_streams();
    // First above every number that is wanted, then down: no step overwrites a descriptor that is still needed.
    int moved[count + 1];
    for (int index = 0; index < count; index++) moved[index] = fcntl(descriptors[index], F_DUPFD_CLOEXEC, 4 + count);
    int kept = fcntl(failure, F_DUPFD_CLOEXEC, 4 + count);
    for (int index = 0; index < count; index++) {
        if (moved[index] < 0 || dup2(moved[index], 3 + index) < 0) goto failed;
    }
    // It closes on exec, by which the parent knows that all went well.
    if (kept < 0 || dup3(kept, 3 + count, O_CLOEXEC) < 0) goto failed;
    thresh_close_range((unsigned)(4 + count), ~0u);
    failure = 3 + count;
    unblock_signals();
    execve("/proc/self/exe", arguments, environment);
failed:;
    int reason = errno;
    (void)!write(failure, &reason, sizeof reason);
    _exit(127);
}

pid_t thresh_spawn_self(char *const *arguments, char *const *environment, const int *descriptors, int descriptor_count,
                        int *pidfd) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0) return -errno;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child == 0) become(arguments, environment, descriptors, descriptor_count, report[1]);
    int failure = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (child < 0) {
        close(report[0]);
        return -failure;
    }
    int reason = 0;
    ssize_t got;
    do {
        got = read(report[0], &reason, sizeof reason);
    } while (got < 0 && errno == EINTR);
    close(report[0]);
    *pidfd = got > 0 ? -reason : thresh_pidfd_open(child);
    if (*pidfd >= 0) return child;
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    return *pidfd;
}
