"""ClickHouse inside this process (chdb): run_clickhouse.py W|L1|L2|L3|L4|J1|J2|J3|J4|B|S IN OUT

Environment: THREADS, and BENCH_MEMORY (a limit in bytes). IN may be a glob. The log is read as CSV fields
between blanks, text line by line.
"""

import os
import sys

import chdb

LINES = "file('{}', LineAsString, 'line String')"
LOG = """file('{}', CustomSeparated, 'ip String, ident String, user String, ts String, tz String, req String,
    status UInt16, bytes UInt64, ref String, ua String, rt UInt32')"""
JSON = """file('{}', JSONEachRow, 'time String, status UInt16, bytes UInt64, duration_us UInt32,
    request Tuple(ip String, path String)')"""
WEATHER = "file('{}', CSV, 's String, t Float64')"

QUERIES = {
    "W": "SELECT w, count() FROM (SELECT arrayJoin(splitByWhitespace(line)) w FROM {lines}) GROUP BY w",
    "L1": "SELECT status, count(), sum(bytes) FROM {log} GROUP BY status",
    "L2": "SELECT ip, count() n FROM {log} GROUP BY ip ORDER BY n DESC LIMIT 10",
    # Levels just below give the nearest rank.
    "L3": """SELECT p, q[1], q[2], q[3] FROM (SELECT splitByChar(' ', req)[2] p,
        quantilesExact(0.4999999999, 0.9499999999, 0.9899999999)(rt) q FROM {log} GROUP BY p)""",
    "L4": "SELECT substring(ts, 2, 14) h, uniqExact(ip) FROM {log} GROUP BY h",
    "J1": "SELECT status, count(), sum(bytes) FROM {json} GROUP BY status",
    "J2": "SELECT request.ip ip, count() n FROM {json} GROUP BY ip ORDER BY n DESC LIMIT 10",
    "J3": """SELECT p, q[1], q[2], q[3] FROM (SELECT request.path p,
        quantilesExact(0.4999999999, 0.9499999999, 0.9899999999)(duration_us) q FROM {json} GROUP BY p)""",
    "J4": """SELECT concat(substring(time, 9, 2), '/Jan/2025:', substring(time, 12, 2)) h, uniqExact(request.ip)
        FROM {json} GROUP BY h""",
    # The addend makes halves of a tenth go up, in spite of binary fractions.
    "B": """SELECT s, toDecimalString(min(t), 1), toDecimalString(round(avg(t) + 1e-9, 1), 1),
        toDecimalString(max(t), 1) FROM {weather} GROUP BY s""",
    "S": "SELECT line FROM {lines} ORDER BY line",
}

task, source, target = sys.argv[1:4]
settings = {"max_threads": os.environ.get("THREADS", "2"), "engine_file_truncate_on_insert": 1}
if "BENCH_MEMORY" in os.environ:
    limit = int(os.environ["BENCH_MEMORY"])
    settings |= {"max_memory_usage": limit, "max_bytes_before_external_group_by": limit // 2}
if task.startswith("L"):
    settings |= {
        "format_custom_escaping_rule": "'CSV'",
        "format_custom_field_delimiter": "' '",
        "format_custom_row_before_delimiter": "''",
        "format_custom_row_after_delimiter": "'\\n'",
    }
if task == "B":
    settings |= {
        "format_csv_delimiter": "';'",
        "format_csv_allow_double_quotes": 0,
        "format_csv_allow_single_quotes": 0,
    }
tables = {"lines": LINES, "log": LOG, "json": JSON, "weather": WEATHER}
query = QUERIES[task].format(**{name: table.format(source) for name, table in tables.items()})
assignments = ", ".join(f"{name} = {value}" for name, value in settings.items())
chdb.query(f"INSERT INTO FUNCTION file('{target}', TSVRaw) SETTINGS {assignments} {query}")
