#define _GNU_SOURCE
#include "CThreshLimits.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int thresh_limit(int kind, uint64_t soft, uint64_t hard) {
    static const int resources[] = {RLIMIT_CPU, RLIMIT_AS, RLIMIT_NOFILE};
    struct rlimit limit;
    if (getrlimit(resources[kind], &limit) < 0) return -errno;
    // What is allowed already is never widened.
    if (limit.rlim_max < hard) hard = limit.rlim_max;
    limit.rlim_max = hard;
    limit.rlim_cur = soft < hard ? soft : hard;
    return setrlimit(resources[kind], &limit) < 0 ? -errno : 0;
}

// The outcome's file, whose mode says which limit was hit: a signal handler may change it, and the parent sees it.
static int note_file = -1;

void thresh_note_limit(int file, int kind) { fchmod(file, (mode_t)(0600 | (kind + 1))); }

int thresh_noted_limit(int file) {
    struct stat status;
    return fstat(file, &status) < 0 ? -1 : (int)(status.st_mode & 7) - 1;
}

static void note_crash(int number) {
    if (errno == ENOMEM) thresh_note_limit(note_file, THRESH_LIMIT_MEMORY);
    // The default action again, once this has returned.
    raise(number);
}

void thresh_note_crashes(int file) {
    static char stack[16 << 10];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    note_file = file;
    errno = 0;
    struct sigaction action = {.sa_handler = note_crash, .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK)};
    const int signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS};
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) sigaction(signals[index], &action, NULL);
}

int thresh_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0; }

// MARK: files

int thresh_overrides_permissions(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {0};
    return syscall(SYS_capget, &header, data) == 0 && (data[0].effective >> CAP_DAC_OVERRIDE & 1) != 0;
}

// Landlock has no say in access(2).
int thresh_may_change(const char *path) {
    if (faccessat(AT_FDCWD, path, F_OK, AT_EACCESS) == 0) return faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0;
    char copy[PATH_MAX];
    if (strlen(path) >= sizeof copy) return 0;
    return faccessat(AT_FDCWD, dirname(strcpy(copy, path)), W_OK | X_OK, AT_EACCESS) == 0;
}

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

int thresh_files_limit_version(void) {
    // 1: LANDLOCK_CREATE_RULESET_VERSION
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1u);
    return version < 0 ? -errno : (int)version;
}

int thresh_limit_files(int may_read) {
    int version = thresh_files_limit_version();
    if (version < 0) return version;
    // Rights as in linux/landlock.h, whatever that of this machine knows: 0 execute, 1 write, 2 read, 3 read directory,
    // 4-12 remove and make; 13 refer since version 2, 14 truncate since 3, 15 ioctl of devices since 5.
    uint64_t rights = (1u << 13) - 1;
    if (version >= 2) rights |= 1u << 13;
    if (version >= 3) rights |= 1u << 14;
    if (version >= 5) rights |= 1u << 15;
    if (may_read) rights &= ~(uint64_t)(1u << 0 | 1u << 2 | 1u << 3);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &rights, sizeof rights, 0u);
    if (rules < 0) return -errno;
    int failure = syscall(SYS_landlock_restrict_self, rules, 0u) < 0 ? -errno : 0;
    close(rules);
    return failure;
}

// MARK: system calls

#if defined(__x86_64__)
#define THRESH_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THRESH_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

int thresh_calls_limit_available(void) {
#ifdef THRESH_AUDIT_ARCH
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) < 0 ? -errno : 0;
#else
    return -ENOSYS;
#endif
}

int thresh_limit_calls(void) {
#ifdef THRESH_AUDIT_ARCH
    // What leaves the process: other programs, processes and machines, and the kernel's rarely needed parts.
    static const uint32_t refused[] = {
        SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4, SYS_execve, SYS_execveat,
        SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kill, SYS_mount, SYS_umount2, SYS_pivot_root,
        SYS_chroot, SYS_setns, SYS_unshare, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
        SYS_reboot, SYS_bpf, SYS_perf_event_open, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_open_by_handle_at,
        SYS_userfaultfd, 425 /* io_uring_setup */, 424 /* pidfd_send_signal */, 438 /* pidfd_getfd */,
#ifdef SYS_fork
        SYS_fork, SYS_vfork,
#endif
    };
    enum { count = sizeof refused / sizeof *refused };
    struct sock_filter program[count + 20];
    unsigned short length = 0;
#define ADD(...) (program[length++] = (struct sock_filter)__VA_ARGS__)
    const uint32_t kill = SECCOMP_RET_KILL_PROCESS, allow = SECCOMP_RET_ALLOW;
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THRESH_AUDIT_ARCH, 1, 0));
    ADD(BPF_STMT(BPF_RET | BPF_K, kill));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    // Where there is no clone3, the C library makes threads by clone, whose flags can be read.
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 435 /* clone3 */, 0, 1));
    ADD(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])));
    ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1));
    ADD(BPF_STMT(BPF_RET | BPF_K, allow));
    ADD(BPF_STMT(BPF_RET | BPF_K, kill));
    // A process may signal itself, as abort does.
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4));
    ADD(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])));
    ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1));
    ADD(BPF_STMT(BPF_RET | BPF_K, allow));
    ADD(BPF_STMT(BPF_RET | BPF_K, kill));
    for (int index = 0; index < count; index++) {
        // To the last instruction, behind the one that allows.
        ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[index], (unsigned char)(count - index), 0));
    }
    ADD(BPF_STMT(BPF_RET | BPF_K, allow));
    ADD(BPF_STMT(BPF_RET | BPF_K, kill));
#undef ADD
    struct sock_fprog filter = {.len = length, .filter = program};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) < 0 ? -errno : 0;
#else
    return -ENOSYS;
#endif
}
