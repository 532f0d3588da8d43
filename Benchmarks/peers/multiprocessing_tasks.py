#!/usr/bin/env python3
"""multiprocessing_tasks.py TASK COUNT: what multiprocessing/Sources does, with CPython's module, as its documentation
shows it. Children are forked. Prints how long it took, in nanoseconds, and the answer."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
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


WORDS = 1000


def cache(count):
    """Two processes look words up in a dictionary that a server process has."""
    with context.Manager() as manager:
        words = manager.dict({f"word {word}": word for word in range(WORDS)})
        return looked_up(lambda: words.get, count)


def redis_cache(count):
    """The same with a Redis server of its own, at a socket file as ours."""
    import redis

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "socket")
        options = ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
        server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        try:
            while not os.path.exists(path):
                time.sleep(0.01)
            redis.Redis(unix_socket_path=path).mset({f"word {word}": word for word in range(WORDS)})
            # Each process has a connection of its own.
            return looked_up(lambda: redis.Redis(unix_socket_path=path).get, count)
        finally:
            server.terminate()
            server.wait()


def looked_up(client, count):
    start, found = context.Event(), context.Value("q", 0)

    def look_up():
        get = client()
        start.wait()
        total = sum(int(get(f"word {number % WORDS}")) for number in range(count // 2))
        with found.get_lock():
            found.value += total

    children = [context.Process(target=look_up) for _ in range(2)]
    for child in children:
        child.start()

    def run():
        start.set()
        for child in children:
            child.join()
        return found.value

    return timed(run)


TASKS = {
    "cache": cache,
    "cache-redis": redis_cache,
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
