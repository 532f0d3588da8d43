// The processes that come from one another by fork, in a table that they all share: who was born when, who lives, how one
// ended, and what one waits for. Every fork through glibc is noticed, whoever calls it.
#ifndef CTHRESH_FAMILY_H
#define CTHRESH_FAMILY_H

#include <stdint.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

enum {
    THRESH_KIN_CAPACITY = 4096,
    THRESH_KIN_NAME = 40,
    /// Locks of one that waits, which others are told of.
    THRESH_KIN_LOCKS = 8,
};

/// How a process ended, once its parent has asked the kernel.
struct thresh_kin_end {
    int32_t is_known;
    int32_t signal;
    int32_t code;
    /// 0 or 1; -1: not counted.
    int32_t out_of_memory;
    uint64_t peak_bytes;
};

/// What a place of the table says of a process.
struct thresh_kin {
    /// Its number: of two, the one born later has the larger. Numbers of objects come from the same count.
    uint64_t birth;
    /// Who forked it; 0 for the first of a family.
    uint64_t parent;
    pid_t pid;
    int64_t since;
    /// What it waits for without end, or 0: see `thresh_kin_wait`.
    uint64_t waits;
    /// How often it has looked whether it still must.
    uint64_t looks;
    /// The numbers of locks that it holds for as long as it waits, then 0.
    uint64_t locks[THRESH_KIN_LOCKS];
    /// Whom it serves: it does nothing by itself but what that process gives it to do. 0: nobody.
    uint64_t serves;
    /// Whether those who serve it may find something to do.
    int32_t has_given_work;
    /// Whether it has found something, and is not through with it.
    int32_t is_at_work;
    struct thresh_kin_end end;
    char name[THRESH_KIN_NAME];
};

/// A new number, larger than all before. Makes the table when this process has none. 0 when that cannot be made.
uint64_t thresh_family_number(void);

/// This process's number; 0 when it is not in the table.
uint64_t thresh_kin_self(void);

/// Whether there were more processes at a time than the table has places, so that nobody is known to be gone.
int thresh_family_overflowed(void);

/// Places that were ever used.
int thresh_kin_count(void);

/// What the place says; false when it is free, or another process gets it at this moment.
int thresh_kin_read(int place, struct thresh_kin *kin);

/// Whether one without a pid may still be born, or just was: false once the process that was to fork it has ended.
int thresh_kin_is_coming(int place, uint64_t birth);

/// Before a fork of this thread: a place for the child, -1 when there is none. Any fork has one; this tells it beforehand.
int thresh_kin_expect(const char *name, uint64_t *birth);

/// After it, in the parent: the child's pid; 0 when there is none after all.
void thresh_kin_born(int place, uint64_t birth, pid_t pid);

/// The process ended, in this way.
void thresh_kin_ended(int place, uint64_t birth, const struct thresh_kin_end *end);

/// This process leaves the table: it is about to execute something else.
void thresh_kin_leave(void);

/// Says that this process waits for something, `what`, and cannot do anything else before that comes; 0 that it does not.
void thresh_kin_wait(uint64_t what);

/// The same where this process has said that it waits for `considered`, and nobody has taken that back since; false otherwise.
int thresh_kin_confirm(uint64_t considered, uint64_t what);

/// Takes back what the process that forked this one waits for, if that has any of these bits.
void thresh_kin_disturb_parent(uint64_t bits);

/// Says that from here on this process serves another, by its number.
void thresh_kin_serve(uint64_t whom);

/// Says that one more group of those who serve this process has work, 1, or that one has none any more, -1. Before it is given, and
/// after all that it led to was seen, or once somebody who says so is at it.
void thresh_kin_give_work(int change);

/// Says that this process, which serves another, is at work, or is not.
void thresh_kin_work(int is_at_work);

/// Threads of this process; 0 when that cannot be told. `handlers`: whether it has one for a signal that is no fault.
int thresh_thread_count(int *handlers);

#pragma clang assume_nonnull end

#endif
