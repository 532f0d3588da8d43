#define _GNU_SOURCE
#include "CThreshSockets.h"

#include "CThreshProcess.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int64_t or_errno(int64_t result) { return result < 0 ? -errno : result; }

int thresh_socket_pair(int *ends) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : thresh_lift_both(ends);
}

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
    return thresh_lifted(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
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

// A connect that takes longer than `timeout_ns` (negative: any time) fails with EAGAIN or, over a network, EINPROGRESS.
static void limit_sending(int descriptor, int64_t timeout_ns) {
    // Zero would be no limit.
    int64_t microseconds = timeout_ns < 0 ? 0 : timeout_ns / 1000 + 1;
    struct timeval limit = {.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int thresh_socket_connect(const char *path, size_t length, int64_t timeout_ns) {
    struct sockaddr_un address;
    socklen_t size;
    int descriptor = unix_socket(path, length, &address, &size);
    if (descriptor < 0) return descriptor;
    limit_sending(descriptor, timeout_ns);
    int result;
    // A Unix socket that was interrupted has not connected: trying again is right.
    do {
        result = connect(descriptor, (struct sockaddr *)&address, size);
    } while (result < 0 && errno == EINTR);
    if (result < 0) return errno == EAGAIN ? (close(descriptor), -ETIMEDOUT) : closing(descriptor);
    limit_sending(descriptor, -1);
    return descriptor;
}

// The number of a host: itself, or one of those of its name, the `place`th; -EADDRNOTAVAIL when there are not so many.
static int internet_address(const char *host, uint16_t port, int place, struct sockaddr_storage *address,
                            socklen_t *size) {
    memset(address, 0, sizeof *address);
    struct sockaddr_in *four = (struct sockaddr_in *)address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
    // Of this name everybody knows the numbers, also where there is nobody to be asked.
    if (strcmp(host, "localhost") == 0) {
        if (place > 1) return -EADDRNOTAVAIL;
        host = place == 0 ? "127.0.0.1" : "::1";
    } else if (inet_pton(AF_INET, host, &four->sin_addr) != 1 && inet_pton(AF_INET6, host, &six->sin6_addr) != 1) {
        struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *all = NULL;
        if (getaddrinfo(host, NULL, &wanted, &all) != 0) return -EADDRNOTAVAIL;
        struct addrinfo *one = all;
        while (one && place > 0) {
            one = one->ai_next;
            place--;
        }
        int isFound = one && one->ai_addrlen <= sizeof *address;
        if (isFound) {
            memcpy(address, one->ai_addr, one->ai_addrlen);
            *size = one->ai_addrlen;
            if (address->ss_family == AF_INET) four->sin_port = htons(port);
            else six->sin6_port = htons(port);
        }
        freeaddrinfo(all);
        return isFound ? 0 : -EADDRNOTAVAIL;
    } else if (place > 0) {
        return -EADDRNOTAVAIL;
    }
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        *size = sizeof *four;
    } else {
        inet_pton(AF_INET6, host, &six->sin6_addr);
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        *size = sizeof *six;
    }
    return 0;
}

static int internet_socket(const char *host, uint16_t port, int place, struct sockaddr_storage *address,
                           socklen_t *size) {
    int failure = internet_address(host, port, place, address, size);
    if (failure < 0) return failure;
    return thresh_lifted(socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

// Small messages go at once, and a peer whose machine is gone is noticed some time.
static void prepare_internet(int descriptor) {
    int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

int thresh_internet_listen(const char *host, uint16_t *port, int backlog) {
    struct sockaddr_storage address;
    socklen_t size;
    int descriptor = internet_socket(host, *port, 0, &address, &size);
    if (descriptor < 0) return descriptor;
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    // Connections of a listener that has ended do not keep the port from the next.
    int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // Accepted sockets inherit these.
    prepare_internet(descriptor);
    if (bind(descriptor, (struct sockaddr *)&address, size) < 0) return closing(descriptor);
    if (listen(descriptor, backlog) < 0) return closing(descriptor);
    if (getsockname(descriptor, (struct sockaddr *)&address, &size) < 0) return closing(descriptor);
    *port = ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)&address)->sin_port
                                               : ((struct sockaddr_in6 *)&address)->sin6_port);
    return descriptor;
}

static int connect_to(const char *host, uint16_t port, int place, int64_t timeout_ns) {
    struct sockaddr_storage address;
    socklen_t size;
    int descriptor = internet_socket(host, port, place, &address, &size);
    if (descriptor < 0) return descriptor;
    prepare_internet(descriptor);
    limit_sending(descriptor, timeout_ns);
    int result = connect(descriptor, (struct sockaddr *)&address, size);
    // A connect over a network goes on behind a signal: the second call waits for the first.
    while (result < 0 && (errno == EINTR || errno == EALREADY)) {
        struct pollfd entry = {.fd = descriptor, .events = POLLOUT};
        poll(&entry, 1, 100);
        result = connect(descriptor, (struct sockaddr *)&address, size);
        if (result < 0 && errno == EISCONN) result = 0;
    }
    if (result < 0) return errno == EINPROGRESS ? (close(descriptor), -ETIMEDOUT) : closing(descriptor);
    limit_sending(descriptor, -1);
    return descriptor;
}

int thresh_internet_connect(const char *host, uint16_t port, int64_t timeout_ns) {
    int result = connect_to(host, port, 0, timeout_ns);
    // A name has several numbers, and a listener perhaps only one of them.
    for (int place = 1; result < 0 && result != -ETIMEDOUT; place++) {
        int next = connect_to(host, port, place, timeout_ns);
        if (next == -EADDRNOTAVAIL) break;
        result = next;
    }
    return result;
}

int thresh_internet_peer(int socket, char *host, size_t capacity, uint16_t *port) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getpeername(socket, (struct sockaddr *)&address, &size) < 0) return -errno;
    const void *number;
    if (address.ss_family == AF_INET) {
        number = &((struct sockaddr_in *)&address)->sin_addr;
        *port = ntohs(((struct sockaddr_in *)&address)->sin_port);
    } else if (address.ss_family == AF_INET6) {
        number = &((struct sockaddr_in6 *)&address)->sin6_addr;
        *port = ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    } else {
        return -EAFNOSUPPORT;
    }
    return inet_ntop(address.ss_family, number, host, (socklen_t)capacity) ? 0 : -errno;
}

int thresh_socket_accept(int socket) { return thresh_lifted(accept4(socket, NULL, NULL, SOCK_CLOEXEC)); }

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
                descriptors[(*count)++] = thresh_lifted(descriptor);
            } else {
                close(descriptor);
            }
        }
    }
    return received;
}
