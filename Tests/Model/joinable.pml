/* The ring behind JoinableQueue in Sources/Multiprocessing/Channel, with consumers that may be killed before any of
 * their steps.
 *
 * What is checked:
 *   - an item is done in the end, however often its consumers are killed;
 *   - an item that is done is never delivered again, and one that is not done is never taken for done;
 *   - no item is with two consumers at a time, and no mark names a consumer that does not have the item;
 *   - once a process has the mutex and has surveyed what a dead one left, the counts are right and `next` has passed no
 *     item that waits.
 *
 * All items are in the ring from the beginning: putting them in is the same as in queue.pml. What happens to wait words
 * is there as well; here a consumer that finds nothing looks again.
 *
 * Bugs to plant, each of which must be found: SWEEP_FIRST, SWEEP_LATE_DEAD, NO_SURVEY.
 */

#ifndef CONSUMERS
#define CONSUMERS 2
#endif
#ifndef ITEMS
#define ITEMS 2
#endif
#ifndef DEATHS
#define DEATHS 2
#endif
#define NOBODY 255

/* Marks. */
#define WAITING 0
#define TAKEN 1
#define DONE 2

/* Shared memory. */
byte owner = NOBODY;
bool ownerDied;
byte phase[ITEMS], slotOf[ITEMS];
byte head, next;
byte waiting = ITEMS, taken;
/* The table: a slot is in use from the first get of its thread on, and its mutex is free once that thread has ended. */
bool inUse[CONSUMERS], slotDead[CONSUMERS];

/* Killing. */
bool killed[CONSUMERS];
byte deaths;

/* What only the check knows: whose the slot is, who has the item, whether it was said to be done. */
byte threadOf[CONSUMERS];
byte holder[ITEMS];
bool isDone[ITEMS];
byte threads = 1;

#if CONSUMERS == 1
#define anyDead() (inUse[0] && slotDead[0])
#else
#define anyDead() ((inUse[0] && slotDead[0]) || (inUse[1] && slotDead[1]))
#endif

inline lock() {
    atomic {
        (owner == NOBODY);
        owner = me;
        repairs = ownerDied;
        ownerDied = false;
        i = 0;
        do
        :: i < CONSUMERS -> repairs = repairs || (inUse[i] && slotDead[i]); i++
        :: else -> break
        od;
        i = 0
    };
    if
    :: repairs -> survey()
    :: else
    fi;
    skip;
    d_step {
        i = 0; w = 0; t = 0;
        do
        :: i < ITEMS ->
            if
            :: phase[i] == WAITING -> w++; assert(next <= i && !isDone[i])
            :: phase[i] == TAKEN -> t++; assert(!isDone[i] && holder[i] == threadOf[slotOf[i]] && inUse[slotOf[i]])
            :: phase[i] == DONE -> assert(isDone[i])
            fi;
            assert(i >= head || phase[i] == DONE);
            i++
        :: else -> break
        od;
        assert(w == waiting && t == taken);
        i = 0; w = 0; t = 0; repairs = false; dead[0] = false; dead[CONSUMERS - 1] = false
    }
}

inline survey() {
#ifndef NO_SURVEY
    /* Who dies from here on is the next survey's. */
    d_step {
        do
        :: i < CONSUMERS -> dead[i] = inUse[i] && slotDead[i]; i++
        :: else -> break
        od;
        i = 0
    };
    next = head;
#ifdef SWEEP_FIRST
    sweep();
#endif
    i = head;
    do
    :: i < ITEMS ->
        if
        :: phase[i] == TAKEN && dead[slotOf[i]] ->
            d_step { phase[i] = WAITING; holder[i] = 0 };
            w++
        :: phase[i] == WAITING -> w++
        :: phase[i] == TAKEN && !dead[slotOf[i]] -> t++
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0;
    waiting = w;
    taken = t;
    w = 0;
    t = 0;
#ifndef SWEEP_FIRST
    sweep();
#endif
    advance();
#endif
    skip
}

inline sweep() {
    do
    :: i < CONSUMERS ->
        if
#ifdef SWEEP_LATE_DEAD
        :: inUse[i] && slotDead[i] -> inUse[i] = false
#else
        :: inUse[i] && dead[i] -> inUse[i] = false
#endif
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0
}

inline advance() {
    do
    :: head < ITEMS && phase[head] == DONE ->
        if
        :: next == head -> next = head + 1
        :: else
        fi;
        head = head + 1
    :: else -> break
    od
}

inline unlock() { owner = NOBODY }

/* A slot that is free, whoever had it before. */
inline enter() {
    atomic {
        mine = 0;
        do
        :: inUse[mine] -> mine++
        :: else -> break
        od;
        inUse[mine] = true;
        slotDead[mine] = false;
        threadOf[mine] = thread
    }
}

proctype Consumer(byte me) {
    byte i, w, t, item, mine, thread;
    bool repairs;
    bool dead[CONSUMERS];
again:
    atomic { thread = threads; threads++; mine = NOBODY; item = NOBODY };
    {
        do
        :: lock();
            if
            :: head == ITEMS -> unlock(); break
            :: else
            fi;
            do
            :: next < ITEMS && phase[next] != WAITING -> next = next + 1
            :: else -> break
            od;
            if
            :: next < ITEMS ->
                if
                :: mine == NOBODY -> enter()
                :: else
                fi;
                /* This store is the get. */
                slotOf[next] = mine;
                d_step { item = next; phase[item] = TAKEN; holder[item] = thread };
                waiting = waiting - 1;
                taken = taken + 1;
                unlock();
                /* Here it works on the item. */
                lock();
                /* And this store is what is done. */
                d_step { assert(holder[item] == thread && !isDone[item]); phase[item] = DONE; isDone[item] = true };
                item = NOBODY;
                taken = taken - 1;
                advance();
                unlock()
            :: else ->
                unlock();
                /* The others have what there is; or had. */
                (head == ITEMS || waiting > 0 || (ownerDied && owner == NOBODY) || anyDead())
            fi
        od
    } unless {
        atomic {
            killed[me];
            if
            :: mine != NOBODY && threadOf[mine] == thread && inUse[mine] -> slotDead[mine] = true
            :: else
            fi;
            if
            :: owner == me -> owner = NOBODY; ownerDied = true
            :: else
            fi;
            killed[me] = false;
            i = 0; w = 0; t = 0; repairs = false; dead[0] = false; dead[CONSUMERS - 1] = false;
            goto again
        }
    }
}

proctype Killer() {
    byte victim;
    do
    :: deaths < DEATHS ->
        atomic {
            select(victim : 0 .. CONSUMERS - 1);
            deaths++;
            killed[victim] = true;
            victim = 0
        }
    :: break
    od
}

init {
    byte k;
    atomic {
        do
        :: k < CONSUMERS -> run Consumer(k); k++
        :: else -> break
        od;
        run Killer()
    };
    (head == ITEMS && owner == NOBODY);
    d_step {
        k = 0;
        do
        :: k < ITEMS -> assert(isDone[k]); k++
        :: else -> break
        od
    }
}
