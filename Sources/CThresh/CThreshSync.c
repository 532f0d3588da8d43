#define _GNU_SOURCE
#include "CThreshSync.h"

#include "CThresh.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// A robust mutex keeps the kernel's format in this word: the owner's thread id and two flags (futex(2), "Robust futexes").
static uint32_t word_of(const void *mutex) {
    return (uint32_t)__atomic_load_n(&((const pthread_mutex_t *)mutex)->__data.__lock, __ATOMIC_ACQUIRE);
}

pid_t thresh_mutex_owner(const void *mutex) { return (pid_t)(word_of(mutex) & FUTEX_TID_MASK); }

int thresh_mutex_abandoned(const void *mutex) {
    return (word_of(mutex) & (FUTEX_OWNER_DIED | FUTEX_TID_MASK)) == FUTEX_OWNER_DIED;
}

static _Atomic pid_t process_id;
static _Thread_local pid_t thread_id;
/// Robust mutexes that this thread holds.
static _Thread_local int held;

static void note_process(void) {
    atomic_store_explicit(&process_id, getpid(), memory_order_relaxed);
    thread_id = 0;
    // The kernel's list of the new process is empty.
    held = 0;
}

__attribute__((constructor)) static void watch_forks(void) {
    note_process();
    pthread_atfork(NULL, NULL, note_process);
}

pid_t thresh_process_id(void) { return atomic_load_explicit(&process_id, memory_order_relaxed); }

pid_t thresh_thread_id(void) {
    if (thread_id == 0) thread_id = gettid();
    return thread_id;
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

/// Behind a mutex that has a number. Others have their neighbours' bytes there, which are not this constant.
struct numbered {
    uint64_t sign;
    uint64_t number;
};
enum { line = 64 };
static const uint64_t sign = 0x9b1d5ac6e07f2483;
_Static_assert(sizeof(pthread_mutex_t) + sizeof(struct numbered) <= line, "a mutex with a number is longer than a cache line");

void thresh_mutex_set_number(void *mutex, uint64_t number) {
    struct numbered *name = (struct numbered *)((char *)mutex + line - sizeof *name);
    name->number = number;
    name->sign = sign;
}

uint64_t thresh_mutex_number(const void *mutex) {
    // Of a mutex that begins a line all of it is in one page.
    if ((uintptr_t)mutex % line != 0) return 0;
    const struct numbered *name = (const struct numbered *)((const char *)mutex + line - sizeof *name);
    return name->sign == sign ? name->number : 0;
}

int thresh_held_numbers(uint64_t *numbers, int capacity) {
    struct robust_list_head *head;
    size_t size;
    if (syscall(SYS_get_robust_list, 0, &head, &size) != 0) return 0;
    int count = 0;
    for (struct robust_list *entry = head->list.next; entry != &head->list && count < capacity; entry = entry->next) {
        uint64_t number = thresh_mutex_number((const char *)entry + head->futex_offset);
        if (number != 0) numbers[count++] = number;
    }
    return count;
}

/// A robust mutex is free again when its owner ends only because the kernel finds it on a list of that thread, of which it
/// looks at the last 2048 (ROBUST_LIST_LIMIT). Who held more would leave the first of them locked for ever.
static int taken(void *mutex, int result) {
    if (result == EOWNERDEAD) pthread_mutex_consistent(mutex);
    if (result == 0 || result == EOWNERDEAD) held++;
    return result;
}

// Locks are held for less than going to sleep takes, so a waiter looks again a few times first, for 10 µs or so in all.
// Between looks it leaves the cache line alone, each time for longer: whoever uses the lock most gets through tens of turns
// meanwhile, instead of a few for each transfer of the lines from one processor to the other.
enum { looks = 5, first_pause = 64, longest_pause = 256 };

static int lock_soon(pthread_mutex_t *mutex) {
    int result = pthread_mutex_trylock(mutex);
    unsigned pause = first_pause;
    for (int look = 0; result == EBUSY && look < looks; look++) {
        thresh_pause(pause);
        if (pause < longest_pause) pause *= 2;
        if (thresh_mutex_owner(mutex) == 0) result = pthread_mutex_trylock(mutex);
    }
    return result;
}

// The one that an unlock wakes may be killed before it has the lock. Where another has taken it meanwhile, without a trace of
// those who sleep on, nothing wakes them any more: so they look again after this long.
enum { longest_sleep_ns = 50 * 1000 * 1000 };

static int lock_asleep(pthread_mutex_t *mutex, int64_t deadline_ns) {
    while (1) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        int64_t look_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec + longest_sleep_ns;
        int is_last = deadline_ns >= 0 && deadline_ns <= look_ns;
        if (is_last) look_ns = deadline_ns;
        struct timespec look = {.tv_sec = look_ns / 1000000000, .tv_nsec = look_ns % 1000000000};
        int result = pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &look);
        if (result != ETIMEDOUT || is_last) return result;
    }
}

int thresh_mutex_lock_within(void *mutex, int64_t patience_ns) {
    if (held >= THRESH_MOST_HELD) return ENOLCK;
    int result = lock_soon(mutex);
    if (result == EBUSY) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        result = lock_asleep(mutex, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec + patience_ns);
    }
    return taken(mutex, result);
}

int thresh_mutex_lock(void *mutex, int64_t deadline_ns) {
    if (held >= THRESH_MOST_HELD) return ENOLCK;
    int result = lock_soon(mutex);
    if (result == EBUSY) result = lock_asleep(mutex, deadline_ns);
    return taken(mutex, result);
}

int thresh_mutex_trylock(void *mutex) {
    return held >= THRESH_MOST_HELD ? ENOLCK : taken(mutex, pthread_mutex_trylock(mutex));
}

int thresh_mutex_unlock(void *mutex) {
    int result = pthread_mutex_unlock(mutex);
    if (result == 0) held--;
    return result;
}
