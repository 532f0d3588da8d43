#!/usr/bin/env python3
"""The five programs of Docs/Multiprocessing.md as they are written with CPython's modules: first_programs.py NAME [FILES]"""

import asyncio
import multiprocessing
import resource
import signal
import sys
from concurrent.futures import ProcessPoolExecutor


def is_prime(number):
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def count_primes(first):
    return sum(map(is_prime, range(first, first + 1000)))


def all_cores():
    with multiprocessing.Pool() as pool:
        print(sum(pool.map(count_primes, range(0, 100_000, 1000))), "primes below 100000")


def square(number):
    return number * number


def async_squares():
    async def main(executor):
        loop = asyncio.get_running_loop()
        print(sum(await asyncio.gather(*(loop.run_in_executor(executor, square, n) for n in range(1, 2001)))))

    with ProcessPoolExecutor() as executor:
        asyncio.run(main(executor))


def untrusted(text):
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
    resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))
    if text == "crash":
        signal.raise_signal(signal.SIGILL)
    while text == "loop":
        pass
    print(len(bytearray(int(text))), "bytes", flush=True)


def crash_proof():
    for text in ["1000", "crash", "loop", "1000000000", "2000"]:
        child = multiprocessing.Process(target=untrusted, args=(text,))
        child.start()
        child.join(5)
        if child.exitcode != 0:
            print("exit code", child.exitcode, flush=True)


def length(word, cache, lookups):
    known = cache.get(word)
    if known is not None:
        return known
    with lookups.get_lock():
        lookups.value += 1
    cache[word] = len(word)
    return len(word)


def start_worker(*shared):
    length.shared = shared


def cached_length(word):
    return length(word, *length.shared)


def shared_cache():
    with multiprocessing.Manager() as manager:
        cache, lookups = manager.dict(), multiprocessing.Value("q", 0)
        with multiprocessing.Pool(4, start_worker, (cache, lookups)) as pool:
            for _ in range(3):
                print(pool.map(cached_length, ["apple", "fig", "banana"]))
        print(len(cache), "in the cache,", lookups.value, "lookups")


def count_lines(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def each_file():
    with multiprocessing.Pool() as pool:
        print(sum(pool.imap_unordered(count_lines, sys.argv[2:])), "lines")


if __name__ == "__main__":
    {f.__name__: f for f in [all_cores, async_squares, crash_proof, shared_cache, each_file]}[
        sys.argv[1].replace("-", "_")
    ]()
