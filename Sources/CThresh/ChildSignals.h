// What a child does about signals between fork and what it is for. Safe in a signal handler, and after vfork.
#pragma once

#include <signal.h>

#include "CThreshLeftovers.h"

static inline void reset_handlers(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    for (int number = 1; number < NSIG; number++) {
        // What nobody wanted the program to hear, its children do not hear either.
        if (thresh_ignored_at_start(number)) continue;
        // SIGKILL, SIGSTOP and glibc's two private signals refuse; that is as it should be.
        sigaction(number, &action, NULL);
    }
}

static inline void unblock_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}
