/* Who waits on a queue learns that nobody is left to put: `Sharers`, `Roster` and the judgement of `WaitWord.wait` in
 * Sources/Multiprocessing, with a parent that forks producers and consumers and then waits for the consumers to end, and with
 * processes that may be killed before any of their steps. That the queue itself is whole is in queue.pml: here a put and a
 * get are one step with the mutex held.
 *
 * What is checked:
 *   - nobody waits for ever: when nothing can happen any more, all who wait are told;
 *   - nobody is told too early: nothing is put in after that, and nothing is in the queue;
 *   - with ends, who is told that all is well knows that no producer died before it closed its end.
 *
 * With ENDS the producers have ends. Without, everybody may put, and the consumers do: FEEDBACK of what they get leads to
 * another put.
 *
 * With SERVERS the parent has a worker that serves it (`GivenWork`, `PoolSupervisor`, `TaskLedger`), and gives it WORK tasks, each
 * of which puts a message; it takes their results in, or goes on to wait for the consumers before they are done.
 *
 * With OWNER_WAITS the tasks put nothing: the parent waits for their results (`PoolSupervisor.rest`), and then puts a message itself.
 *
 * Bugs to plant, each of which must be found: LEND_LATE, NO_SECOND_LOOK, MARK_STAYS, NO_MUTEX, SILENT_JOIN; with a server IDLE_COUNTS,
 * CLAIM_LATE, NO_REVIEW, AT_WORK_LATE; where the owner waits NOT_TAKEN_BACK, TAKEN_BACK_LATE, SURE_AT_ONCE.
 */

#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef CONSUMERS
#define CONSUMERS 2
#endif
#ifndef MESSAGES
#define MESSAGES 1 /* of each producer */
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef FEEDBACK
#define FEEDBACK 0
#endif
#ifndef JUDGEMENTS
#define JUDGEMENTS 2 /* before nothing else can happen */
#endif

#ifndef SERVERS
#define SERVERS 0 /* at most 1 */
#endif
#ifndef WORK
#define WORK 1 /* for the server */
#endif

#define SERVER (PRODUCERS + CONSUMERS)
#define WORKERS (PRODUCERS + CONSUMERS + SERVERS)
#define PARENT WORKERS
#define PROCESSES (WORKERS + 1)
#define NOBODY 255

/* What a process waits for, as others see it. */
#define NOTHING 0
#define GET 1
#define ENDOF(process) (2 + (process))
#define CONSIDERS 254 /* to wait for results */
#define RESULTS 255

/* Shared memory. */
byte owner = NOBODY; /* of the mutex, which is robust */
byte items;
byte word;           /* of the wait word */
bool listed[PROCESSES];
byte waits[PROCESSES];

#if SERVERS
/* Of the pool: its queue from `taken` to `given`, its ledger, what its worker has named, and what others are told of it. */
#define WAITING 0
#define RUNNING 1
#define FINISHED 2
byte given;
byte taken;
byte task[WORK];
byte claiming = NOBODY;
bool hasGivenWork;
bool isAtWork;
bool isClosing;
byte looks;     /* of the parent: how often it has stopped waiting */
byte results;   /* that there are, and that the parent has taken in */
byte takenIn;
#endif

/* What the kernel knows. A process lives from its fork on, which its parent prepares. */
bool alive[PROCESSES];

/* Killing. */
bool killed[WORKERS];
byte deaths;

/* What only the check knows. */
byte feedback = FEEDBACK;
byte judgements = JUDGEMENTS;
byte told;
bool diedOpen; /* a producer, before it closed its end */

#ifdef ENDS
#define isCandidate(process) (listed[process])
#define isFinished() (allClosed)
#else
#define isCandidate(process) (true)
#define isFinished() (false)
#endif

/* Whether a process that was seen to wait for this can do nothing; and the server, with what was seen of its parent. */
#define cannotAct(seen, me) \
    (seen == GET || (seen >= 2 && seen < CONSIDERS && (seen == ENDOF(me) || (alive[seen - 2] && waits[seen - 2] == GET))))
#ifdef IDLE_COUNTS
#define isIdle(parentWaits, parentGave, me) (false)
#else
/* Whether it is at work is looked at last. */
#define isIdle(parentWaits, parentGave, me) (!(parentGave) && !isAtWork && cannotAct(parentWaits, me))
#endif

/* Whether the parent waits for results, and the server brings none; in two steps, the parent at last. */
inline judgeOwner() {
    isGone = alive[SERVER] && !parentGave && !isAtWork;
    isGone = isGone && waits[PARENT] == RESULTS && looks == parentLooks
}

inline lock(me) { atomic { (owner == NOBODY); owner = me } }
inline unlock() { owner = NOBODY }

inline put() {
    atomic { items++; assert(told == 0); word++ }
}

/* Whether nobody who may put is able to: `isGone`. One process after the other is looked at, first for what it waits for, then
 * whether it lives. */
inline judge(me) {
    isGone = true;
    other = 0;
#if SERVERS
    parentLooks = looks;
    parentWaits = waits[PARENT];
    parentGave = hasGivenWork;
#endif
    do
    :: other < PROCESSES && isGone ->
        if
        :: other != me && isCandidate(other) ->
            seen = waits[other];
            if
            :: !alive[other]
#if SERVERS
            :: alive[other] && (other == SERVER || other == PARENT) && parentWaits == RESULTS -> judgeOwner()
            :: alive[other] && other == SERVER && parentWaits != RESULTS -> isGone = isIdle(parentWaits, parentGave, me)
            :: alive[other] && other != SERVER && !(other == PARENT && parentWaits == RESULTS) -> isGone = cannotAct(seen, me)
#else
            :: else -> isGone = cannotAct(seen, me)
#endif
            fi
        :: else
        fi;
        other++
    :: else -> break
    od;
    skip;
    d_step {
        other = 0;
        seen = 0;
#if SERVERS
        parentLooks = 0;
        parentWaits = 0;
        parentGave = false
#endif
    }
}

proctype Producer(byte me) {
    byte done;
    {
#ifdef LEND_LATE
        listed[me] = true;
#endif
        do
        :: done < MESSAGES -> lock(me); put(); unlock(); done++
        :: else -> break
        od;
        atomic { done = 0; listed[me] = false; word++ };
        alive[me] = false
    } unless {
        atomic {
            killed[me];
            if
            :: alive[me] ->
                if
                :: listed[me] -> diedOpen = true
                :: else
                fi;
                alive[me] = false
            :: else
            fi;
            if
            :: owner == me -> owner = NOBODY
            :: else
            fi;
            done = 0
        }
    }
}

#if SERVERS
proctype Server(byte me) {
    byte own;
    {
        do
        :: taken < given ->
            own = taken;
#ifdef CLAIM_LATE
            taken++;
            claiming = own;
#else
            claiming = own;
            taken++;
#endif
#ifndef AT_WORK_LATE
            isAtWork = true;
#endif
            task[own] = RUNNING;
#ifdef AT_WORK_LATE
            isAtWork = true;
#endif
#ifdef OWNER_WAITS
            results++;
#ifdef TAKEN_BACK_LATE
            isAtWork = false;
#endif
#ifndef NOT_TAKEN_BACK
            atomic {
                if
                :: waits[PARENT] >= CONSIDERS -> waits[PARENT] = NOTHING
                :: else
                fi
            };
#endif
#else
            lock(me);
            put();
            unlock();
#endif
            task[own] = FINISHED;
            isAtWork = false
        :: isClosing && taken == given -> break
        od;
        alive[me] = false
    } unless {
        atomic {
            killed[me];
            alive[me] = false;
            if
            :: owner == me -> owner = NOBODY
            :: else
            fi;
            own = 0
        }
    }
}

/* Whether the worker may take one of the tasks: `PoolSupervisor.isUnderWay`. */
inline review() {
    isUnderWay = false;
    k = 0;
    do
    :: k < given ->
        seen = task[k];
        if
        :: seen == WAITING ->
            isUnderWay = isUnderWay || (taken < given && alive[SERVER]);
            isUnderWay = isUnderWay || (claiming == k && alive[SERVER])
        :: else
        fi;
        k++
    :: else -> break
    od;
    if
    :: !isUnderWay -> hasGivenWork = false
    :: else
    fi;
    d_step { k = 0; seen = 0 }
}
#endif

proctype Consumer(byte me) {
    byte ticket, other, seen;
#if SERVERS
    byte parentWaits, parentLooks;
    bool parentGave;
#endif
    bool isGone, isDue, feeds, allClosed;
    {
        do
        :: ticket = word;
            lock(me);
            d_step {
                /* A look at the roster: whether any entry is left. Entries of the dead are. */
                allClosed = true;
                other = 0;
                do
                :: other < PROCESSES -> allClosed = allClosed && !listed[other]; other++
                :: else -> break
                od;
                other = 0
            };
            if
            :: items > 0 ->
                atomic {
                    items--;
                    if
                    :: feedback > 0 -> feedback--; feeds = true
                    :: else
                    fi
                };
                unlock();
#ifdef MARK_STAYS
                skip;
#endif
                if
                :: feeds -> lock(me); put(); unlock(); feeds = false
                :: else
                fi;
                waits[me] = NOTHING
            :: items == 0 && isFinished() ->
                unlock();
                atomic { assert(items == 0 && !diedOpen); told++ };
                break
            :: else ->
                unlock();
                if
                :: isDue ->
                    isDue = false;
                    judge(me);
                    if
                    :: isGone ->
#ifndef NO_MUTEX
                        lock(me);
#endif
                        if
#ifndef NO_SECOND_LOOK
                        :: items > 0 -> isGone = false
#endif
                        :: else
                        fi;
#ifndef NO_MUTEX
                        if
                        :: isGone -> judge(me)
                        :: else
                        fi;
#endif
                        if
                        :: isGone ->
                            atomic { assert(items == 0); told++ };
#ifndef NO_MUTEX
                            unlock();
#endif
                            break
                        :: else ->
#ifndef NO_MUTEX
                            unlock()
#endif
                        fi
                    :: else
                    fi
                :: else
                fi;
                waits[me] = GET;
                /* Sleeps until there is news, or it is time to judge. */
                if
                :: word != ticket
                :: atomic { judgements > 0 -> judgements--; isDue = true }
                :: timeout ->
                    d_step {
                        isDue = true;
                        /* Then all others must be gone, or wait as this one does; else it would be told never. */
                        other = 0;
                        do
                        :: other < PROCESSES ->
                            if
                            :: other != me && isCandidate(other) && alive[other] && other < SERVER + 1 - SERVERS ->
                                assert(cannotAct(waits[other], me))
                            :: other == PARENT && isCandidate(other) && alive[other] ->
                                assert(cannotAct(waits[other], me))
#if SERVERS
                            :: other == SERVER && isCandidate(other) && alive[other] ->
                                assert(isIdle(waits[PARENT], hasGivenWork, me))
#endif
                            :: else
                            fi;
                            other++
                        :: else -> break
                        od;
                        other = 0
                    }
                fi;
#ifndef MARK_STAYS
                waits[me] = NOTHING
#endif
            fi
        od;
        atomic { ticket = 0; waits[me] = NOTHING };
        alive[me] = false
    } unless {
        atomic {
            killed[me];
            alive[me] = false;
            if
            :: owner == me -> owner = NOBODY
            :: else
            fi;
#if SERVERS
            parentWaits = 0; parentLooks = 0; parentGave = false;
#endif
            ticket = 0; other = 0; seen = 0; isGone = false; isDue = false; feeds = false; allClosed = false
        }
    }
}

/* Kills up to DEATHS of them, at any moments. */
proctype Killer() {
    byte victim;
    do
    :: deaths < DEATHS ->
        atomic {
            select(victim : 0 .. WORKERS - 1);
            deaths++;
            killed[victim] = true;
            victim = 0
        }
    :: break
    od
}

init {
    byte k;
#if SERVERS
    byte joined, seen;
    bool isUnderWay;
#endif
    atomic { alive[PARENT] = true; listed[PARENT] = true };
    run Killer();
    /* Consumers first: they wait while the producers are still to come. */
    do
    :: k < CONSUMERS -> atomic { alive[PRODUCERS + k] = true; run Consumer(PRODUCERS + k); k++ }
    :: else -> break
    od;
    k = 0;
    do
    :: k < PRODUCERS ->
#ifndef LEND_LATE
        listed[k] = true;
#endif
        atomic { alive[k] = true; run Producer(k); k++ }
    :: else -> break
    od;
#if SERVERS
    atomic { listed[SERVER] = true; alive[SERVER] = true; run Server(SERVER) };
#endif
    atomic { k = 0; listed[PARENT] = false; word++ };
#if SERVERS
    do
    :: given < WORK ->
        hasGivenWork = true;
        given++;
        if
        :: skip
        :: (task[given - 1] == FINISHED || !alive[SERVER]) -> hasGivenWork = false
        fi
    :: break
    od;
#ifdef OWNER_WAITS
    do
    :: takenIn < given && takenIn < results -> takenIn++
    :: takenIn < given && takenIn == results && alive[SERVER] ->
        review();
#ifdef SURE_AT_ONCE
        waits[PARENT] = RESULTS;
#else
        waits[PARENT] = CONSIDERS;
#endif
        if
        :: takenIn < results
        :: else ->
            atomic {
                if
                :: waits[PARENT] == CONSIDERS -> waits[PARENT] = RESULTS
                :: else
                fi
            };
            if
            :: takenIn < results || !alive[SERVER]
            /* It looks again now and then. */
            :: atomic { judgements > 0 -> judgements-- }
            fi
        fi;
        looks++;
        waits[PARENT] = NOTHING
    :: takenIn == given || (takenIn == results && !alive[SERVER]) -> break
    od;
    hasGivenWork = false;
    lock(PARENT);
    put();
    unlock();
#endif
    do
    :: joined < CONSUMERS ->
        waits[PARENT] = ENDOF(PRODUCERS + joined);
        do
        :: !alive[PRODUCERS + joined] -> break
#ifndef NO_REVIEW
        /* Every 200 ms. What cannot change anything is left out. */
        :: hasGivenWork && (!alive[SERVER] || (taken == given && (given == 0 || task[given - 1] != WAITING))) -> review()
        :: atomic { judgements > 0 && hasGivenWork -> judgements-- }; review()
#endif
        od;
        waits[PARENT] = NOTHING;
        joined++
    :: else -> break
    od;
    isClosing = true
#else
    do
    :: k < CONSUMERS ->
#ifndef SILENT_JOIN
        waits[PARENT] = ENDOF(PRODUCERS + k);
#endif
        (!alive[PRODUCERS + k]);
        waits[PARENT] = NOTHING;
        k++
    :: else -> break
    od
#endif
}
