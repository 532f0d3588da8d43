#define _GNU_SOURCE
#include "CThreshSync.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
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

static void note_process(void) {
    atomic_store_explicit(&process_id, getpid(), memory_order_relaxed);
    thread_id = 0;
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
