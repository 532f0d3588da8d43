"""DuckDB: run_duckdb.py W|L1|L2|L3|L4|J1|J2|J3|J4|B|S IN OUT

Environment: THREADS, and BENCH_MEMORY (a limit in bytes). IN may be a glob. The log is read by the CSV
reader with a blank as delimiter, text line by line.
"""

import os
import sys

import duckdb

LINES = """read_csv('{}', header=false, auto_detect=false, delim='\x01', quote='', escape='',
    columns={{'line': 'VARCHAR'}})"""
LOG = """read_csv('{}', header=false, auto_detect=false, delim=' ', quote='"', escape='"', columns={{
    'ip': 'VARCHAR', 'ident': 'VARCHAR', 'user': 'VARCHAR', 'ts': 'VARCHAR', 'tz': 'VARCHAR', 'req': 'VARCHAR',
    'status': 'INTEGER', 'bytes': 'BIGINT', 'ref': 'VARCHAR', 'ua': 'VARCHAR', 'rt': 'BIGINT'}})"""
JSON = """read_json('{}', format='newline_delimited', columns={{'time': 'VARCHAR', 'status': 'INTEGER',
    'bytes': 'BIGINT', 'duration_us': 'BIGINT', 'request': 'STRUCT(ip VARCHAR, path VARCHAR)'}})"""
WEATHER = """read_csv('{}', header=false, auto_detect=false, delim=';', quote='', escape='',
    columns={{'s': 'VARCHAR', 't': 'DECIMAL(4,1)'}})"""

QUERIES = {
    "W": "SELECT w, count(*) FROM (SELECT unnest(string_split(line, ' ')) w FROM {lines}) WHERE w <> '' GROUP BY w",
    "L1": "SELECT status, count(*), sum(bytes)::BIGINT FROM {log} GROUP BY status",
    "L2": "SELECT ip, count(*) n FROM {log} GROUP BY ip ORDER BY n DESC LIMIT 10",
    "L3": """SELECT p, q[1], q[2], q[3] FROM (
        SELECT split_part(req, ' ', 2) p, quantile_disc(rt, [0.5, 0.95, 0.99]) q FROM {log} GROUP BY p)""",
    "L4": "SELECT substr(ts, 2, 14) h, count(DISTINCT ip) FROM {log} GROUP BY h",
    "J1": "SELECT status, count(*), sum(bytes)::BIGINT FROM {json} GROUP BY status",
    "J2": "SELECT request.ip ip, count(*) n FROM {json} GROUP BY ip ORDER BY n DESC LIMIT 10",
    "J3": """SELECT p, q[1], q[2], q[3] FROM (
        SELECT request.path p, quantile_disc(duration_us, [0.5, 0.95, 0.99]) q FROM {json} GROUP BY p)""",
    "J4": """SELECT substr(time, 9, 2) || '/Jan/2025:' || substr(time, 12, 2) h, count(DISTINCT request.ip)
        FROM {json} GROUP BY h""",
    # The addend makes halves of a tenth go up, in spite of binary fractions.
    "B": """SELECT s, min(t), round(sum(t)::DOUBLE / count(*) + 1e-9, 1)::DECIMAL(4,1), max(t)
        FROM {weather} GROUP BY s""",
    "S": "SELECT line FROM {lines} ORDER BY line",
}

task, source, target = sys.argv[1:4]
config = {"threads": int(os.environ.get("THREADS", "2")), "temp_directory": os.environ.get("TMPDIR", "/tmp")}
if "BENCH_MEMORY" in os.environ:
    config["memory_limit"] = os.environ["BENCH_MEMORY"] + "B"
connection = duckdb.connect(config=config)
connection.execute("SET preserve_insertion_order = false")
tables = {"lines": LINES, "log": LOG, "json": JSON, "weather": WEATHER}
query = QUERIES[task].format(**{name: table.format(source) for name, table in tables.items()})
form = "DELIMITER '\x01', QUOTE ''" if task == "S" else "DELIMITER '\t'"
connection.execute(f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER false, {form})")
