"""mrjob, local runner: run_mrjob.py -r local FILE. Word counts go to standard output."""

from mrjob.job import MRJob
from mrjob.protocol import TextValueProtocol


class WordCount(MRJob):
    OUTPUT_PROTOCOL = TextValueProtocol

    def mapper(self, _, line):
        for word in line.split():
            yield word, 1

    def combiner(self, word, counts):
        yield word, sum(counts)

    def reducer(self, word, counts):
        yield None, f"{word}\t{sum(counts)}"


if __name__ == "__main__":
    WordCount.run()
