"""Polars with its streaming engine: run_polars.py W|L1|L2|L3|L4|J1|J2|J3|J4|B|S IN OUT

Environment: THREADS. IN may be a glob. The log is read by the CSV reader with a blank as separator.
"""

import os
import sys

os.environ["POLARS_MAX_THREADS"] = os.environ.get("THREADS", "2")  # read when Polars is imported

import polars as pl  # noqa: E402
from polars import col  # noqa: E402

task, source, target = sys.argv[1:4]


def lines():
    return pl.scan_csv(source, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String})


def log():
    text = dict.fromkeys(["ip", "ident", "user", "ts", "tz", "req"], pl.String)
    schema = {**text, "status": pl.Int32, "bytes": pl.Int64, "ref": pl.String, "ua": pl.String, "rt": pl.Int64}
    return pl.scan_csv(source, has_header=False, separator=" ", quote_char='"', schema=schema)


def json():
    request = pl.Struct({"ip": pl.String, "path": pl.String})
    numbers = dict.fromkeys(["status", "bytes", "duration_us"], pl.Int64)
    return pl.scan_ndjson(source, schema={"time": pl.String, "request": request, **numbers})


def weather():
    return pl.scan_csv(
        source, has_header=False, separator=";", quote_char=None, schema={"s": pl.String, "t": pl.Float64}
    )


def words():
    return lines().select(w=col("line").str.split(" ").explode()).filter(col("w") != "").group_by("w").len()


def by_status():
    return log().group_by("status").agg(pl.len(), col("bytes").sum())


def top_clients():
    return log().group_by("ip").len().sort("len", descending=True).head(10)


def time_quantiles():
    path = col("req").str.split(" ").list.get(1)
    quantiles = [col("rt").quantile(q, "equiprobable").cast(pl.Int64).alias(f"q{q}") for q in (0.5, 0.95, 0.99)]
    return log().select(p=path, rt=col("rt")).group_by("p").agg(*quantiles)


def clients_by_hour():
    return log().select(h=col("ts").str.slice(1, 14), ip=col("ip")).group_by("h").agg(col("ip").n_unique())


def json_by_status():
    return json().group_by("status").agg(pl.len(), col("bytes").sum())


def json_top_clients():
    clients = json().select(ip=col("request").struct.field("ip"))
    return clients.group_by("ip").len().sort("len", descending=True).head(10)


def json_time_quantiles():
    time = col("duration_us")
    quantiles = [time.quantile(q, "equiprobable").cast(pl.Int64).alias(f"q{q}") for q in (0.5, 0.95, 0.99)]
    return json().select(p=col("request").struct.field("path"), duration_us=time).group_by("p").agg(*quantiles)


def json_clients_by_hour():
    hour = col("time").str.slice(8, 2) + "/Jan/2025:" + col("time").str.slice(11, 2)
    return json().select(h=hour, ip=col("request").struct.field("ip")).group_by("h").agg(col("ip").n_unique())


def by_station():
    # The addend makes halves of a tenth go up, in spite of binary fractions.
    mean = (col("t").mean() + 1e-9).alias("mean")
    return weather().group_by("s").agg(col("t").min().alias("least"), mean, col("t").max().alias("greatest"))


TABLES = {
    "W": words,
    "L1": by_status,
    "L2": top_clients,
    "L3": time_quantiles,
    "L4": clients_by_hour,
    "J1": json_by_status,
    "J2": json_top_clients,
    "J3": json_time_quantiles,
    "J4": json_clients_by_hour,
    "B": by_station,
}

if task == "S":
    lines().sort("line").sink_csv(target, include_header=False, quote_style="never", engine="streaming")
else:
    table = TABLES[task]().collect(engine="streaming")
    precision = 1 if task == "B" else None
    table.write_csv(target, include_header=False, separator="\t", float_precision=precision)
