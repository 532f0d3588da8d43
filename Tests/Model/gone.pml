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
 * Bugs to plant, each of which must be found: LEND_LATE, NO_SECOND_LOOK, MARK_STAYS, NO_MUTEX, SILENT_JOIN.
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

#define WORKERS (PRODUCERS + CONSUMERS)
#define PARENT WORKERS
#define PROCESSES (WORKERS + 1)
#define NOBODY 255

/* What a process waits for, as others see it. */
#define NOTHING 0
#define GET 1
#define ENDOF(process) (2 + (process))

/* Shared memory. */
byte owner = NOBODY; /* of the mutex, which is robust */
byte items;
byte word;           /* of the wait word */
bool listed[PROCESSES];
byte waits[PROCESSES];

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
    do
    :: other < PROCESSES && isGone ->
        if
        :: other != me && isCandidate(other) ->
            seen = waits[other];
            if
            :: !alive[other]
            :: else ->
                if
                :: seen == GET
                :: seen >= 2 && (seen == ENDOF(me) || (alive[seen - 2] && waits[seen - 2] == GET))
                :: else -> isGone = false
                fi
            fi
        :: else
        fi;
        other++
    :: else -> break
    od;
    skip;
    d_step { other = 0; seen = 0 }
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

proctype Consumer(byte me) {
    byte ticket, other, seen;
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
                            :: other != me && isCandidate(other) && alive[other] ->
                                assert(waits[other] == GET || (waits[other] >= 2
                                    && (waits[other] == ENDOF(me) || waits[waits[other] - 2] == GET)))
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
    atomic { k = 0; listed[PARENT] = false; word++ };
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
}
