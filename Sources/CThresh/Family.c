#define _GNU_SOURCE
#include "CThreshFamily.h"

#include "CThreshProcess.h"
#include "CThreshSync.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// A place belongs to the process whose number it holds. Taking it is one compare-and-exchange of that number; everything
// else in it is written after that, by the parent before the fork, by the child about itself, and by whoever reaped it. Who
// reads compares the number before and after. A place is taken again once its process has ended, the longest unused first.
struct place {
    _Atomic uint64_t birth;
    /// Who forks it, or did: its number, 0 for the first of a family, and its place.
    _Atomic uint64_t parent;
    _Atomic int32_t parent_place;
    _Atomic int64_t since;
    _Atomic uint64_t waits;
    _Atomic uint64_t looks;
    _Atomic uint64_t locks[THRESH_KIN_LOCKS];
    /// Whom it serves; and how many groups of those who serve it have work of it.
    _Atomic uint64_t serves;
    _Atomic int32_t given_work;
    _Atomic int32_t is_at_work;
    /// 0 between the fork and the moment that either side gets to say it.
    _Atomic int32_t pid;
    _Atomic int32_t is_known;
    int32_t signal, code, out_of_memory;
    uint64_t peak_bytes;
    char name[THRESH_KIN_NAME];
};

struct family {
    _Atomic uint64_t numbers;
    _Atomic uint32_t next;
    _Atomic int32_t overflowed;
    _Alignas(64) struct place places[THRESH_KIN_CAPACITY];
};

static struct family *_Atomic family;
static _Atomic int own_place = -1;
static _Atomic uint64_t own_birth;

/// For the next fork of this thread.
static _Thread_local int expected_place = -1;
static _Thread_local uint64_t expected_birth;
static _Thread_local int is_expecting;

/// How long a child may take from its parent's decision to its first steps, should its parent end meanwhile.
static const int64_t longest_birth_ns = 500 * 1000 * 1000;

/// Whether one without a pid is about to be born: not when who was to fork it has ended, unless it has just done so.
static int is_coming(const struct family *all, const struct place *place) {
    if (thresh_boot_clock() - atomic_load(&place->since) < longest_birth_ns) return 1;
    int index = atomic_load(&place->parent_place);
    if (index < 0) return 1;
    const struct place *parent = &all->places[index];
    pid_t pid = atomic_load(&parent->pid);
    int64_t since = atomic_load(&parent->since);
    // A place that is another's by now was taken again after its process had ended.
    return atomic_load(&parent->birth) == atomic_load(&place->parent) && thresh_process_lives(pid, since);
}

static int has_ended(const struct family *all, const struct place *place) {
    pid_t pid = atomic_load(&place->pid);
    if (pid == 0) return !is_coming(all, place);
    return !thresh_process_lives(pid, atomic_load(&place->since));
}

static int take_place(struct family *all, uint64_t birth) {
    for (int tried = 0; tried < THRESH_KIN_CAPACITY; tried++) {
        int index = (int)(atomic_fetch_add(&all->next, 1) % THRESH_KIN_CAPACITY);
        struct place *place = &all->places[index];
        uint64_t before = atomic_load(&place->birth);
        if (before != 0 && !has_ended(all, place)) continue;
        if (!atomic_compare_exchange_strong(&place->birth, &before, birth)) continue;
        atomic_store(&place->pid, 0);
        atomic_store(&place->is_known, 0);
        atomic_store(&place->waits, 0);
        atomic_store(&place->serves, 0);
        atomic_store(&place->given_work, 0);
        atomic_store(&place->is_at_work, 0);
        atomic_store(&place->since, thresh_boot_clock());
        atomic_store(&place->parent_place, atomic_load(&own_place));
        atomic_store(&place->parent, atomic_load(&own_place) < 0 ? 0 : atomic_load(&own_birth));
        place->name[0] = 0;
        return index;
    }
    atomic_store(&all->overflowed, 1);
    return -1;
}

static void settle(struct family *all, int place, uint64_t birth) {
    atomic_store(&own_place, place);
    atomic_store(&own_birth, birth);
    if (place < 0) return;
    atomic_store(&all->places[place].since, thresh_boot_clock());
    atomic_store(&all->places[place].pid, getpid());
}

static void before_fork(void) {
    struct family *all = atomic_load(&family);
    if (!all || is_expecting) return;
    expected_birth = atomic_fetch_add(&all->numbers, 1) + 1;
    expected_place = take_place(all, expected_birth);
}

static void after_fork_in_parent(void) { is_expecting = 0; }

static void after_fork_in_child(void) {
    struct family *all = atomic_load(&family);
    is_expecting = 0;
    if (all) settle(all, expected_place, expected_birth);
}

__attribute__((constructor)) static void watch_forks(void) {
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

static struct family *begun(void) {
    struct family *all = atomic_load(&family);
    if (all) return all;
    // Pages are made when they are touched: a family is as large as it ever was.
    struct family *made = mmap(NULL, sizeof *made, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (made == MAP_FAILED) return NULL;
    uint64_t birth = atomic_fetch_add(&made->numbers, 1) + 1;
    int place = take_place(made, birth);
    if (!atomic_compare_exchange_strong(&family, &all, made)) {
        munmap(made, sizeof *made);
        return all;
    }
    settle(made, place, birth);
    return made;
}

uint64_t thresh_family_number(void) {
    struct family *all = begun();
    return all ? atomic_fetch_add(&all->numbers, 1) + 1 : 0;
}

uint64_t thresh_kin_self(void) { return atomic_load(&own_place) < 0 ? 0 : atomic_load(&own_birth); }

int thresh_family_overflowed(void) {
    struct family *all = atomic_load(&family);
    return !all || atomic_load(&all->overflowed);
}

int thresh_kin_count(void) {
    struct family *all = atomic_load(&family);
    if (!all) return 0;
    uint32_t next = atomic_load(&all->next);
    return next < THRESH_KIN_CAPACITY ? (int)next : THRESH_KIN_CAPACITY;
}

int thresh_kin_read(int index, struct thresh_kin *kin) {
    const struct place *place = &atomic_load(&family)->places[index];
    kin->birth = atomic_load(&place->birth);
    kin->parent = atomic_load(&place->parent);
    kin->pid = atomic_load(&place->pid);
    kin->since = atomic_load(&place->since);
    // In this order: who finds the same of both later, knows that it waited all that time, and held these locks.
    kin->looks = atomic_load(&place->looks);
    kin->waits = atomic_load(&place->waits);
    for (int index = 0; index < THRESH_KIN_LOCKS; index++) kin->locks[index] = atomic_load(&place->locks[index]);
    kin->serves = atomic_load(&place->serves);
    kin->has_given_work = atomic_load(&place->given_work) != 0;
    kin->is_at_work = atomic_load(&place->is_at_work);
    kin->end.is_known = atomic_load(&place->is_known);
    kin->end.signal = place->signal;
    kin->end.code = place->code;
    kin->end.out_of_memory = place->out_of_memory;
    kin->end.peak_bytes = place->peak_bytes;
    memcpy(kin->name, place->name, sizeof kin->name);
    kin->name[sizeof kin->name - 1] = 0;
    return kin->birth != 0 && kin->birth == atomic_load(&place->birth);
}

int thresh_kin_is_coming(int index, uint64_t birth) {
    const struct family *all = atomic_load(&family);
    const struct place *place = &all->places[index];
    return atomic_load(&place->birth) == birth && (atomic_load(&place->pid) != 0 || is_coming(all, place));
}

int thresh_kin_expect(const char *name, uint64_t *birth) {
    struct family *all = begun();
    *birth = 0;
    if (!all) return -1;
    expected_birth = atomic_fetch_add(&all->numbers, 1) + 1;
    expected_place = take_place(all, expected_birth);
    is_expecting = 1;
    *birth = expected_birth;
    if (expected_place >= 0) snprintf(all->places[expected_place].name, THRESH_KIN_NAME, "%s", name);
    return expected_place;
}

static struct place *place_of(int index, uint64_t birth) {
    struct family *all = atomic_load(&family);
    if (!all || index < 0 || index >= THRESH_KIN_CAPACITY) return NULL;
    return atomic_load(&all->places[index].birth) == birth ? &all->places[index] : NULL;
}

void thresh_kin_born(int index, uint64_t birth, pid_t pid) {
    is_expecting = 0;
    struct place *place = place_of(index, birth);
    if (!place) return;
    if (pid != 0) {
        atomic_store(&place->pid, pid);
    } else {
        atomic_compare_exchange_strong(&place->birth, &birth, 0);
    }
}

void thresh_kin_ended(int index, uint64_t birth, const struct thresh_kin_end *end) {
    struct place *place = place_of(index, birth);
    if (!place) return;
    place->signal = end->signal;
    place->code = end->code;
    place->out_of_memory = end->out_of_memory;
    place->peak_bytes = end->peak_bytes;
    atomic_store(&place->is_known, end->is_known);
}

void thresh_kin_leave(void) {
    uint64_t birth = atomic_load(&own_birth);
    struct place *place = place_of(atomic_load(&own_place), birth);
    if (place) atomic_compare_exchange_strong(&place->birth, &birth, 0);
    atomic_store(&own_place, -1);
}

void thresh_kin_wait(uint64_t what) {
    struct place *place = place_of(atomic_load(&own_place), atomic_load(&own_birth));
    if (!place) return;
    if (what == 0) {
        atomic_fetch_add(&place->looks, 1);
    } else {
        uint64_t numbers[THRESH_KIN_LOCKS] = {0};
        thresh_held_numbers(numbers, THRESH_KIN_LOCKS);
        for (int index = 0; index < THRESH_KIN_LOCKS; index++) atomic_store(&place->locks[index], numbers[index]);
    }
    atomic_store(&place->waits, what);
}

int thresh_kin_confirm(uint64_t considered, uint64_t what) {
    struct place *place = place_of(atomic_load(&own_place), atomic_load(&own_birth));
    return place && atomic_compare_exchange_strong(&place->waits, &considered, what);
}

void thresh_kin_disturb_parent(uint64_t bits) {
    const struct place *own = place_of(atomic_load(&own_place), atomic_load(&own_birth));
    struct place *parent = own ? place_of(atomic_load(&own->parent_place), atomic_load(&own->parent)) : NULL;
    if (!parent) return;
    uint64_t waits = atomic_load(&parent->waits);
    while ((waits & bits) != 0 && !atomic_compare_exchange_weak(&parent->waits, &waits, 0)) {
    }
}

void thresh_kin_serve(uint64_t whom) {
    struct place *place = place_of(atomic_load(&own_place), atomic_load(&own_birth));
    if (place) atomic_store(&place->serves, whom);
}

void thresh_kin_give_work(int change) {
    struct place *place = place_of(atomic_load(&own_place), atomic_load(&own_birth));
    if (place) atomic_fetch_add(&place->given_work, change);
}

void thresh_kin_work(int is_at_work) {
    struct place *place = place_of(atomic_load(&own_place), atomic_load(&own_birth));
    if (place) atomic_store(&place->is_at_work, is_at_work);
}

int thresh_thread_count(int *handlers) {
    // Faults, which a runtime handles to say more of them, and what glibc uses for itself.
    static const int others[] = {3, 4, 5, 6, 7, 8, 11, 13, 28, 31, 32, 33};
    char text[4096];
    *handlers = 0;
    if (!thresh_read_text("/proc/self/status", text, sizeof text)) return 0;
    const char *caught = strstr(text, "\nSigCgt:");
    if (caught) {
        uint64_t signals = strtoull(caught + 8, NULL, 16);
        for (size_t index = 0; index < sizeof others / sizeof *others; index++) signals &= ~(1ull << (others[index] - 1));
        *handlers = signals != 0;
    }
    const char *threads = strstr(text, "\nThreads:");
    return threads ? atoi(threads + 9) : 0;
}
