// Stream sockets: control messages are macros, and addresses are unions. -errno on failure, everything close-on-exec.
#ifndef CTHRESH_SOCKETS_H
#define CTHRESH_SOCKETS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// A connected pair of stream sockets.
int thresh_socket_pair(int *ends);
/// A socket bound to `path` and listening. A first byte of 0 makes it an abstract name.
int thresh_socket_listen(const char *path, size_t length, int backlog);
/// A socket connected to `path`; -ETIMEDOUT when that takes longer than `timeout_ns`, unless it is negative.
int thresh_socket_connect(const char *path, size_t length, int64_t timeout_ns);
/// The same over TCP, for a host's number or name. `*port` 0 is any that is free, and becomes the one that was taken.
int thresh_internet_listen(const char *host, uint16_t *port, int backlog);
int thresh_internet_connect(const char *host, uint16_t port, int64_t timeout_ns);
/// The next connection; -EAGAIN when there is none.
int thresh_socket_accept(int socket);
/// The number and port of the other end; -EAFNOSUPPORT when it is a Unix socket.
int thresh_internet_peer(int socket, char *host, size_t capacity, uint16_t *port);
/// The process and user at the other end when it connected.
int thresh_socket_peer(int socket, pid_t *pid, uid_t *user);
/// sendmsg of two buffers with `count` descriptors, without SIGPIPE.
int64_t thresh_socket_send(int socket, const void *_Nullable one, size_t one_size, const void *_Nullable two,
                           size_t two_size, const int *_Nullable descriptors, size_t count, int nowait);
/// recvmsg; descriptors that came along are stored, at most `capacity`, and any beyond it closed. 0 is end of file.
int64_t thresh_socket_receive(int socket, void *buffer, size_t size, int *_Nullable descriptors, size_t capacity,
                              size_t *count, int nowait);

#pragma clang assume_nonnull end

#endif
