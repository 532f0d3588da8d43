#define _GNU_SOURCE
#include "CThreshFaults.h"

#ifdef FAULT_POINTS

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct shared {
    _Atomic uint64_t passages;
    _Atomic uint64_t happened;
};

enum kind { none, list, kills, shortens, loses, fails };

static enum kind kind;
static int code;
static char point[64];
static uint64_t wanted;
static struct shared *shared;
static int trace = -1;
static int is_short, is_lost;

static const struct {
    const char *name;
    int code;
} codes[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"ENOMEM", ENOMEM}, {"EAGAIN", EAGAIN}};

static void refuse(const char *why) {
    fprintf(stderr, "THRESH_FAULT: %s\n", why);
    _exit(99);
}

// Before any fork, so that all processes of a job count together.
__attribute__((constructor)) static void look_what_is_to_fail(void) {
    const char *text = getenv("THRESH_FAULT");
    if (text == NULL) return;
    if (strncmp(text, "list:", 5) == 0) {
        trace = open(text + 5, O_WRONLY | O_APPEND | O_CLOEXEC);
        if (trace < 0) refuse("the file for the list cannot be opened");
        // Out of the way of what the program expects its descriptors to be.
        int moved = fcntl(trace, F_DUPFD_CLOEXEC, 900);
        close(trace);
        trace = moved;
        kind = list;
        return;
    }
    char what[16], file[512];
    if (sscanf(text, "%63[^:]:%15[^:]:%lu:%511s", point, what, &wanted, file) != 4) refuse("NAME:KIND:N:FILE is expected");
    if (strcmp(what, "kill") == 0) kind = kills;
    if (strcmp(what, "short") == 0) kind = shortens;
    if (strcmp(what, "lose") == 0) kind = loses;
    for (size_t index = 0; index < sizeof codes / sizeof *codes; index++) {
        if (strcmp(what, codes[index].name) == 0) kind = fails, code = codes[index].code;
    }
    int descriptor = open(file, O_RDWR | O_CLOEXEC);
    shared = descriptor < 0 ? MAP_FAILED : mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (kind == none || shared == MAP_FAILED) refuse("no such kind, or the file cannot be opened");
    close(descriptor);
}

int thresh_fault(const char *name, const char *subject) {
    is_short = is_lost = 0;
    if (kind == none) return 0;
    if (kind == list) {
        char line[1024];
        int length = snprintf(line, sizeof line, "%s\t%d\t%.900s\n", name, (int)getpid(), subject);
        (void)!write(trace, line, (size_t)length);
        return 0;
    }
    if (strcmp(name, point) != 0) return 0;
    uint64_t passage = atomic_fetch_add(&shared->passages, 1) + 1;
    // A full disk stays full.
    if (passage != wanted && !(passage > wanted && code == ENOSPC)) return 0;
    atomic_store(&shared->happened, 1);
    if (kind == kills) kill(getpid(), SIGKILL);
    is_short = kind == shortens;
    is_lost = kind == loses;
    return kind == fails ? code : 0;
}

ptrdiff_t thresh_fault_room(ptrdiff_t byte_count) { return is_short && byte_count > 1 ? byte_count / 2 : byte_count; }

int thresh_fault_loses(void) { return is_lost; }

#endif
