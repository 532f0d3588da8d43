#define _GNU_SOURCE
#include "CTestSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int test_spawn(const char *file, char *const arguments[], char *const environment[], const char *directory,
               const int descriptors[3], pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    posix_spawn_file_actions_init(&actions);
    for (int index = 0; index < 3; index++) posix_spawn_file_actions_adddup2(&actions, descriptors[index], index);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (directory) posix_spawn_file_actions_addchdir_np(&actions, directory);

    posix_spawnattr_init(&attributes);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    int failure = posix_spawnp(pid, file, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

int test_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int test_memory_file(void) {
    int file = memfd_create("capture", MFD_CLOEXEC);
    // Writers share its position, which the kernel does not lock in such a file: two at once would lose one's bytes.
    if (file >= 0) fcntl(file, F_SETFL, O_APPEND);
    return file;
}

int test_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno; }

void test_begin_steps(void) {
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) _exit(99);
    raise(SIGSTOP);
}

void test_end_steps(void) { raise(SIGUSR1); }

long test_kill_at(pid_t pid, long steps) {
    int status;
    // Only stops are taken here: the end is for whoever owns the child.
    siginfo_t information;
    if (waitid(P_PID, (id_t)pid, &information, WEXITED | WSTOPPED | WNOWAIT) < 0) return -1;
    if (information.si_code != CLD_TRAPPED && information.si_code != CLD_STOPPED) return -1;
    waitpid(pid, &status, __WALL);
    long done = 0;
    while (done < steps) {
        if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) < 0 || waitpid(pid, &status, __WALL) != pid) return -1;
        if (!WIFSTOPPED(status)) return -1;
        if (WSTOPSIG(status) == SIGUSR1) break;
        done++;
    }
    kill(pid, SIGKILL);
    return done;
}
