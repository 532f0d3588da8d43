#define _GNU_SOURCE
#include "CThreshProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t thresh_boot_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int thresh_read_text(const char *path, char *text, size_t capacity) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, capacity - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    return 1;
}

int thresh_process_lives(pid_t pid, int64_t since) {
    char path[32], text[1024];
    if (kill(pid, 0) < 0 && errno == ESRCH) return 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    // Gone since, or hidden: of the two, another signal of no kind tells.
    if (!thresh_read_text(path, text, sizeof text)) return !(kill(pid, 0) < 0 && errno == ESRCH);
    // Behind the name, which may hold anything: field 3 is the state, 20 the number of threads, 22 when it began.
    char *rest = strrchr(text, ')');
    if (!rest || rest[1] != ' ') return 1;
    char state = rest[2];
    long threads = 0;
    unsigned long long began = 0;
    if (sscanf(rest + 3, "%*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %ld %*d %llu", &threads, &began)
        != 2)
        return 1;
    // Ended but not reaped; while other threads of it run, only its first thread has.
    if ((state == 'Z' || state == 'X') && threads <= 1) return 0;
    // Another process with the same number, which began after this one was seen. A tick is 10 ms.
    int64_t tick = 1000000000 / sysconf(_SC_CLK_TCK);
    return (int64_t)began * tick <= since + 2 * tick;
}
