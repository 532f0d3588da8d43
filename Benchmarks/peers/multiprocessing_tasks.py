#!/usr/bin/env python3
"""multiprocessing_tasks.py TASK COUNT: what multiprocessing/Sources does, with CPython's module, as its documentation
shows it. Children are forked. Prints how long it took, in nanoseconds, and the answer."""

import multiprocessing
import sys
import time

MESSAGE_BYTES = 64 << 20
context = multiprocessing.get_context("fork")


def timed(body):
    begun = time.monotonic_ns()
    answer = body()
    return time.monotonic_ns() - begun, answer


def through(queue, count):
    start = context.Event()
    producer = context.Process(target=produce, args=(queue, start, count))
    producer.start()

    def consume():
        start.set()
        return sum(queue.get() for _ in range(count))

    result = timed(consume)
    producer.join()
    return result


def produce(queue, start, count):
    start.wait()
    for number in range(count):
        queue.put(number)


def lock(count):
    lock = context.Lock()

    def take():
        done = 0
        for _ in range(count):
            with lock:
                done += 1
        return done

    return timed(take)


def value(count):
    number = context.Value("q", 0)

    def add():
        for _ in range(count):
            with number.get_lock():
                number.value += 1
        return number.value

    return timed(add)


def square(number):
    return number * number


def squares(count, chunk_size):
    with context.Pool(2) as pool:
        pool.map(square, range(2))
        return timed(lambda: sum(pool.map(square, range(count), chunk_size)))


def nothing():
    pass


def start(count):
    def run():
        done = 0
        for _ in range(count):
            child = context.Process(target=nothing)
            child.start()
            child.join()
            done += child.exitcode == 0
        return done

    return timed(run)


def send(connection, count):
    message = bytes([3]) * MESSAGE_BYTES
    for _ in range(count):
        connection.recv_bytes()
        connection.send_bytes(message)


def message(count):
    ours, theirs = context.Pipe()
    child = context.Process(target=send, args=(theirs, count))
    child.start()

    def receive():
        total = 0
        for _ in range(count):
            ours.send_bytes(b"")
            total += ours.recv_bytes()[-1]
        return total

    result = timed(receive)
    child.join()
    return result


TASKS = {
    "queue": lambda count: through(context.Queue(), count),
    "simple-queue": lambda count: through(context.SimpleQueue(), count),
    "lock": lock,
    "value": value,
    "map": lambda count: squares(count, None),
    "map1": lambda count: squares(count, 1),
    "start": start,
    "message": message,
}

if __name__ == "__main__":
    print(*TASKS[sys.argv[1]](int(sys.argv[2])))
