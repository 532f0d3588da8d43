/* The ring queue of Sources/Multiprocessing/Channel, with processes that may be killed before any of their steps.
 *
 * What is checked:
 *   - a message that was put in (its `tail` store has happened) is taken out exactly once, whole, and in its order;
 *   - a message that was not put in never comes out;
 *   - once a process has the mutex and has repaired what a dead one left, the count is right;
 *   - nobody waits for ever, whoever is killed while it puts, gets, sleeps, or is about to wake the others.
 *
 * A producer that is killed is gone, a consumer that is killed is replaced. The ring has SLOTS places for messages of
 * one size: that a message is stored in several steps is modelled by two halves.
 *
 * Bugs to plant, each of which must be found: TAIL_FIRST, NO_RECHECK, NO_REPAIR, NOT_ROBUST.
 */

#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef CONSUMERS
#define CONSUMERS 2
#endif
#ifndef MESSAGES
#define MESSAGES 2 /* of each producer */
#endif
#ifndef SLOTS
#define SLOTS 2
#endif
#ifndef DEATHS
#define DEATHS 2
#endif

#define ALL (PRODUCERS * MESSAGES)
#define WORKERS (PRODUCERS + CONSUMERS)
#define CLOSER WORKERS
#define PROCESSES (WORKERS + 1)
#define NOBODY 255

/* Shared memory. */
byte owner = NOBODY;         /* of the mutex */
bool ownerDied;              /* the kernel's flag in it */
byte head, tail;             /* messages taken out and put in since the beginning */
byte count;
bool closed;
byte low[SLOTS], high[SLOTS]; /* the halves of a message: its number plus one */

/* Two wait words: news of arrivals and of departures, each with a bit that somebody may be asleep; who sleeps on which. */
#define ARRIVALS 0
#define DEPARTURES 1
byte word[2];
bool marked[2];
bool asleep[PROCESSES];
byte sleepsOn[PROCESSES];

/* Killing. */
bool killed[WORKERS];
byte deaths;

/* What only the check knows. */
byte order[ALL];             /* the number of the message at each position */
byte taken;
byte producersEnded, consumersEnded;

inline lock(me) {
    atomic {
        (owner == NOBODY);
        owner = me;
        repairs = ownerDied;
        ownerDied = false
    };
    if
    :: repairs -> repair()
    :: else
    fi;
    /* Whatever happened before, this is true now. */
    d_step {
        assert(count == tail - head);
        repairs = false
    }
}

inline unlock() { owner = NOBODY }

/* The count and the bit are one word. */
inline announce(which, isAfterDeath) {
    d_step {
        wakes = marked[which] || isAfterDeath;
        word[which] = word[which] + 1;
        marked[which] = false
    };
    if
    :: wakes ->
        d_step { /* futex wake */
            i = 0;
            do
            :: i < PROCESSES ->
                if
                :: asleep[i] && sleepsOn[i] == which -> asleep[i] = false
                :: else
                fi;
                i++
            :: else -> break
            od;
            i = 0
        }
    :: else
    fi;
    wakes = false
}

inline repair() {
#ifndef NO_REPAIR
    count = tail - head;
#endif
    announce(ARRIVALS, true);
    announce(DEPARTURES, true)
}

/* Sleeps unless the word has changed since `ticket` was read. The time to look again comes when nothing else can
 * happen: then someone must be asleep who would find something to do, or all of them sleep for ever. */
inline sleep(me, which) {
#ifndef NO_MARK
    d_step {
        if
        :: word[which] == ticket -> marked[which] = true
        :: else
        fi
    };
#endif
    d_step { /* futex wait */
        if
        :: word[which] == ticket -> asleep[me] = true; sleepsOn[me] = which
        :: else
        fi
    };
    if
    :: !asleep[me]
#ifndef NO_RECHECK
    :: timeout ->
        d_step {
            i = 0;
            repairs = false;
            do
            :: i < PROCESSES ->
                if
                :: asleep[i] && sleepsOn[i] == ARRIVALS && (tail != head || closed) -> repairs = true
                :: asleep[i] && sleepsOn[i] == DEPARTURES && (tail - head < SLOTS || closed) -> repairs = true
                :: else
                fi;
                i++
            :: else -> break
            od;
            assert(repairs);
            i = 0;
            repairs = false;
            asleep[me] = false
        }
#endif
    fi
}

/* What the kernel does when a process ends: the robust mutex is free, and says why. */
inline bury(me) {
    asleep[me] = false;
    if
#ifndef NOT_ROBUST
    :: owner == me -> owner = NOBODY; ownerDied = true
#endif
    :: else
    fi;
    i = 0;
    repairs = false
}

inline put(me, message) {
    do
    :: ticket = word[DEPARTURES];
        lock(me);
        if
        :: tail - head < SLOTS ->
#ifdef TAIL_FIRST
            d_step { order[tail] = message; tail++ };
            low[(tail - 1) % SLOTS] = message + 1;
            high[(tail - 1) % SLOTS] = message + 1;
#else
            low[tail % SLOTS] = message + 1;
            high[tail % SLOTS] = message + 1;
            /* The store of `tail` is the put; `order` is not the queue's. */
            d_step { order[tail] = message; tail++ };
#endif
            count = count + 1;
            unlock();
            announce(ARRIVALS, false);
            break
        :: else ->
            unlock();
            sleep(me, DEPARTURES)
        fi
    od
}

proctype Producer(byte me) {
    byte ticket, i, next;
    bool repairs, wakes;
    {
        do
        :: next < MESSAGES ->
            put(me, me * MESSAGES + next);
            next++
        :: else -> break
        od;
        atomic { ticket = 0; producersEnded++ }
    } unless {
        atomic { killed[me]; bury(me); ticket = 0; next = 0; producersEnded++ }
    }
}

proctype Consumer(byte me) {
    byte ticket, i, message;
    bool repairs, wakes;
again:
    {
        do
        :: ticket = word[ARRIVALS];
            lock(me);
            if
            :: tail != head ->
                message = low[head % SLOTS];
                assert(message == order[head] + 1);
                message = high[head % SLOTS];
                assert(message == order[head] + 1);
                message = 0;
                /* The store of `head` is the get; the rest is not the queue's. */
                d_step { low[head % SLOTS] = 0; high[head % SLOTS] = 0; head++; taken++ };
                count = count - 1;
                unlock();
                announce(DEPARTURES, false)
            :: else ->
                if
                :: closed -> unlock(); break
                :: else -> unlock()
                fi;
                sleep(me, ARRIVALS)
            fi
        od;
        atomic { ticket = 0; consumersEnded++ }
    } unless {
        /* Its replacement begins anew. */
        atomic { killed[me]; bury(me); killed[me] = false; ticket = 0; message = 0; goto again }
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
    byte ticket, i;
    bool repairs, wakes;
    atomic {
        i = 0;
        do
        :: i < PRODUCERS -> run Producer(i); i++
        :: else -> break
        od;
        i = 0;
        do
        :: i < CONSUMERS -> run Consumer(PRODUCERS + i); i++
        :: else -> break
        od;
        i = 0;
        run Killer()
    };
    /* All that was put in is taken out before anyone closes the queue: closing would wake who was forgotten. */
    (producersEnded == PRODUCERS && head == tail);
    lock(CLOSER);
    closed = true;
    announce(ARRIVALS, false);
    announce(DEPARTURES, false);
    unlock();
    (consumersEnded == CONSUMERS);
    /* Nothing lost, nothing twice: each position was taken once, in its order. */
    assert(head == tail && taken == tail)
}
