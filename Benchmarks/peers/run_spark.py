"""Apache Spark on this machine: run_spark.py W|Wrdd|L1|L2|L3|L4|B|S IN OUT_FOLDER

Environment: THREADS, TMPDIR. All tasks use the DataFrame API but Wrdd, which is the classic
flatMap/reduceByKey with Python functions. L3 is approximate.
"""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

task, source, target = sys.argv[1:4]
threads = int(os.environ.get("THREADS", "2"))
settings = {
    "spark.driver.memory": "8g",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": 2 * threads,
    "spark.default.parallelism": 2 * threads,
    "spark.local.dir": os.environ.get("TMPDIR", "/tmp"),
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
builder = SparkSession.builder.master(f"local[{threads}]")
for name, value in settings.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def log():
    schema = "ip string, ident string, user string, ts string, tz string, req string, "
    schema += "status int, bytes long, ref string, ua string, rt long"
    return spark.read.csv(source, sep=" ", quote='"', header=False, schema=schema)


def words():
    split = spark.read.text(source).select(f.explode(f.split("value", " ")).alias("w"))
    return split.where("w <> ''").groupBy("w").count()


def by_status():
    return log().groupBy("status").agg(f.count("*"), f.sum("bytes"))


def top_clients():
    return log().groupBy("ip").count().orderBy(f.desc("count")).limit(10)


def time_quantiles():
    log().createOrReplaceTempView("log")
    quantiles = "percentile_approx(rt, array(0.5, 0.95, 0.99), 10000)"
    table = f"SELECT split_part(req, ' ', 2) p, {quantiles} q FROM log GROUP BY 1"
    return spark.sql(f"SELECT p, q[0], q[1], q[2] FROM ({table})")


def clients_by_hour():
    hours = log().select(f.substring("ts", 2, 14).alias("h"), "ip")
    return hours.groupBy("h").agg(f.countDistinct("ip"))


def by_station():
    weather = spark.read.csv(source, sep=";", header=False, schema="s string, t double")
    # The addend makes halves of a tenth go up, in spite of binary fractions.
    return weather.groupBy("s").agg(f.min("t"), f.round(f.avg("t") + 1e-9, 1), f.max("t"))


TABLES = {
    "W": words,
    "L1": by_status,
    "L2": top_clients,
    "L3": time_quantiles,
    "L4": clients_by_hour,
    "B": by_station,
}

if task == "S":
    spark.read.text(source).sort("value").write.text(target)
elif task == "Wrdd":
    pairs = spark.sparkContext.textFile(source).flatMap(lambda line: line.split()).map(lambda word: (word, 1))
    counts = pairs.reduceByKey(lambda a, b: a + b)
    counts.map(lambda pair: f"{pair[0]}\t{pair[1]}").saveAsTextFile(target)
else:
    TABLES[task]().write.csv(target, sep="\t", quote="")
spark.stop()
