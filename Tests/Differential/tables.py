"""Random tables, the files that they are written to, and the types of their columns."""
import gzip
import json
import random
from datetime import datetime, timedelta, timezone

from values import DECIMAL, Number, Time, is_mark, numeral, of_digits, printed

WORDS = ["a", "b", "alpha", "Beta", "gamma ray", "x,y", 'say "hi"', "ünï", "tab\there", "back\\slash", "4x", "it's", "a=b", "漢字"]
NAMES = ["n", "m", "word", "tag", "zip", "price", "load", "ok", "host_id", "count_of", "x1", "größe"]


def integer(r): return str(r.choice([r.randint(-5, 20), r.randint(0, 3), r.randint(-10**6, 10**6), r.choice([2**53 + 1, -2**53 - 1, 2**53, 2**63 - 1, -2**63 + 1, 10**15, 10**15 + 1])] if r.random() < .2 else [r.randint(-5, 20)]))
def decimal(r): return r.choice(["0.1", "0.2", "0.3", "1.5", "-2.25", "3.0005", "99.99", "0.001", "12345.678", "7", "0", "100"])
def padded(r): return r.choice(["007", "5.50", "1.10", "01", "1", "1.0", "+3", "12", ".5", "7.", "1e3", "0012", "00", "-0"])
def duration(r): return r.choice(["1500us", "15ms", "9 ms", "2s", "1.5s", "3ms", "1m30s", "250ms", "1h", "0.5ms", "0"])
def size(r): return r.choice(["12KB", "1.5KB", "3 MB", "500", "1KiB", "0", "2GB", "7B"])
def boolean(r): return r.choice(["true", "false"])
def word(r): return r.choice(WORDS[:4] if r.random() < .7 else WORDS)

#: How the times of a column are written, besides `iso`: strftime's notation, and which forms of tables have such.
LAYOUTS = {
    "%d/%b/%Y:%H:%M:%S +0000": "csv tsv json logfmt combined", "%Y-%m-%d %H:%M:%S": "csv tsv json logfmt",
    "%Y-%m-%d %H:%M:%S,250": "csv tsv json logfmt", "%Y/%m/%d %H:%M:%S": "csv tsv json logfmt",
    "%Y.%m.%d %H.%M.%S.606": "csv tsv json", "%Y%m%dT%H%M%SZ": "csv tsv json logfmt",
    "%a %b %d %H:%M:%S %Y": "csv tsv json logfmt", "%d-%b-%Y %H:%M:%S": "csv tsv json logfmt",
    "%a, %d %b %Y %H:%M:%S GMT": "csv tsv json", "%d.%m.%Y %H:%M:%S": "csv tsv json logfmt",
    "%b %d, %Y %I:%M:%S %p": "csv tsv json", "%Y-%m-%d": "csv tsv json logfmt", "%Y-%m-%d %H:%M:%S +02:00": "csv tsv json",
}


def time(r, layout="iso"):
    moment = datetime(2024, 2, 27, tzinfo=timezone.utc) + timedelta(seconds=r.choice([r.randint(0, 4 * 86400), r.randint(0, 7200), 0]))
    if layout != "iso":
        return moment.strftime(layout)
    form = r.random()
    if form < .6:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    if form < .8:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{r.choice([0, 5, 250, 999]):03}Z"
    return moment.astimezone(timezone(timedelta(hours=2))).strftime("%Y-%m-%dT%H:%M:%S+02:00")


KINDS = {"integer": integer, "decimal": decimal, "padded": padded, "duration": duration, "size": size, "boolean": boolean,
         "word": word}


class Table:
    """`rows` are lists of cells as they are written (JSON: tokens), None for a cell that is not there; a text instead of a
    list is a line that does not fit the format."""

    def __init__(self, form, names, rows):
        self.form, self.names, self.rows = form, names, rows

    def as_dict(self): return {"form": self.form, "names": self.names, "rows": self.rows}

    # MARK: Types, as the first lines show them

    def column(self, index):
        return [row[index] for row in self.rows if isinstance(row, list) and row[index] is not None]

    def type(self, index):
        name, cells = self.names[index], self.column(index)
        if self.form == "combined":
            return {"time": "time", "status": "number", "bytes": "number"}.get(name, "text")
        if self.form == "json":
            texts = [json.loads(c) if c.startswith('"') else ("" if c == "null" else c) for c in cells]
            bare = [not c.startswith('"') for c in cells]
        else:
            texts, bare = [c.strip(" ") if self.form != "logfmt" else c for c in cells], [False] * len(cells)
        present = [(t, b) for t, b in zip(texts, bare) if not is_mark(t)]
        if not present:
            return "any"
        if name == "time":
            return "time"
        if all(t in ("true", "false") for t, _ in present):
            return "boolean"
        numbers = sum(bool(DECIMAL.match(t.strip(" "))) for t, _ in present)
        bares = sum(b for _, b in present)
        if bares == len(present) == numbers:
            return "number"
        if bares:
            bare_numbers = sum(b and bool(DECIMAL.match(t)) for t, b in present)
            return "number" if bare_numbers * 20 >= len(present) * 19 else "any"
        if self.form != "json" and all(printed(t) for t, _ in present):
            return "number"
        durations = sum(numeral(t, "duration") is not None for t, _ in present)
        sizes = sum(numeral(t, "size") is not None for t, _ in present)
        measured = max(durations, sizes)
        zeros = sum(bool(DECIMAL.match(t.strip(" "))) and of_digits(t.strip(" ")).value == 0 for t, _ in present)
        has_units = measured > numbers and (measured - numbers) * 2 >= measured - zeros
        if (measured if has_units else numbers) * 2 <= len(present):
            return "text"
        if not has_units:
            return "numeral:number"
        return "numeral:duration" if durations >= sizes else "numeral:size"

    # MARK: Writing

    def cell(self, cell):
        separator = "\t" if self.form == "tsv" else ","
        quoted = any(c in cell for c in '"\n' + separator) or cell != cell.strip(" \t")
        return '"' + cell.replace('"', '""') + '"' if quoted else cell

    def line(self, row):
        if not isinstance(row, list):
            return row
        if self.form == "combined":
            ip, user, when, method, path, protocol, status, size, referer, agent = row
            request = "-" if method == "-" else f"{method} {path} {protocol}"
            return f'{ip} - {user} [{when}] "{request}" {status} {size} "{referer}" "{agent}"'
        if self.form in ("csv", "tsv"):
            return ("\t" if self.form == "tsv" else ",").join(self.cell(c or "") for c in row)
        pairs = [(n, c) for n, c in zip(self.names, row) if c is not None]
        if self.form == "json":
            return "{" + ",".join(f"{json.dumps(n, ensure_ascii=False)}:{c}" for n, c in pairs) + "}"
        def value(c):
            if any(ch in c for ch in ' "=\\\t') or c == "":
                return '"' + c.replace("\\", "\\\\").replace('"', '\\"') + '"'
            return c
        return " ".join(f"{n}={value(c)}" for n, c in pairs)

    def text(self, rows):
        head = [self.line(list(self.names))] if self.form in ("csv", "tsv") else []
        return "".join(line + "\n" for line in head + [self.line(row) for row in rows])

    def places(self, rows):
        """The number of the line where each row begins, and its offset."""
        line, offset = 1, 0
        if self.form in ("csv", "tsv"): line, offset = 2, len(self.text([]).encode())
        for row in rows:
            yield line, offset
            line += 1 + self.line(row).count("\n")
            offset += 1 + len(self.line(row).encode())


def random_table(r, form=None, rows=None):
    form = form or r.choice(["csv", "csv", "tsv", "json", "json", "logfmt", "combined"])
    if form == "combined": return access_log(r, rows)
    names = r.sample(NAMES, r.randint(1, 5))
    kinds = [r.choice(list(KINDS)) for _ in names]
    if r.random() < .6:
        names.insert(0, "time")
        kinds.insert(0, "time")
    rows = rows or r.choice([1, 2, 3, 5, 8, 13, 30, 60])
    layout = "iso" if r.random() < .5 else r.choice([l for l, forms in LAYOUTS.items() if form in forms.split()])
    strays = [r.choice([0, 0, .1, .3]) for _ in names]
    nulls = [r.choice([0, 0, .15, .5]) for _ in names]
    table = []
    for _ in range(rows):
        table.append([cell(r, form, k, s, n, layout) for k, s, n in zip(kinds, strays, nulls)])
    if form in ("csv", "logfmt", "tsv"):
        # An empty line is no record.
        table = [row if len(names) > 1 or row[0] else [row[0] or "0"] for row in table]
    if r.random() < .15 and (len(names) > 1 or form in ("json", "logfmt")):
        table.insert(r.randint(1, len(table)), "!!! no such line")
    return Table(form, names, table)


ACCESS_NAMES = ["ip", "user", "time", "method", "path", "protocol", "status", "bytes", "referer", "agent"]


def access_log(r, rows):
    """Lines of the combined format. A request that is none has none of its parts."""
    def line():
        request = [r.choice(["GET", "GET", "POST", "HEAD"]), r.choice(["/", "/a", "/a?b=1", "/ü", "/a%20b", "/12", "/it's"]),
                   r.choice(["HTTP/1.1", "HTTP/1.0", "HTTP/2.0"])] if r.random() < .95 else ["-"] * 3
        return [r.choice(["192.0.2.1", "198.51.100.7", "2001:db8::1", "a.example"]), r.choice(["-", "-", "bob", "12", "007"]),
                time(r, "%d/%b/%Y:%H:%M:%S +0000")] + request + [
                    r.choice(["200", "200", "304", "404", "500"]), r.choice(["-", "0", "15", integer(r).lstrip("-"), "549025401557"]),
                    r.choice(["-", "http://a.example/", "x"]), r.choice(["-", "curl/8.4.0", "Mozilla/5.0 (X11; a, b)", r'say \"hi\"', "4x"])]
    table = [line() for _ in range(rows or r.choice([1, 2, 3, 5, 8, 13, 30, 60]))]
    # Without a blank there is not even a client, whatever is asked for.
    if r.random() < .15: table.insert(r.randint(1, len(table)), "!!!")
    return Table("combined", ACCESS_NAMES, table)


def cell(r, form, kind, stray, null, layout):
    is_json = form == "json"
    if kind == "time":
        text = time(r, layout) if r.random() >= null / 3 else None
        return text if text is None or not is_json else json.dumps(text)
    if r.random() < null:
        if is_json:
            return r.choice([None, "null", "null", '"-"'])
        marks = [""] if form != "logfmt" else [None]
        return r.choice(marks * 3 + (["-", "null", "N/A"] if r.random() < .5 else []))
    if r.random() < stray:
        kind = r.choice(list(KINDS))
    text = KINDS[kind](r)
    if is_json:
        isBare = kind in ("integer", "boolean") or (kind == "decimal")
        return text if isBare and r.random() < .95 else json.dumps(text, ensure_ascii=r.random() < .3)
    if form == "csv" and kind == "word" and r.random() < .05:
        text += "\nnext"
    if form == "tsv":
        text = text.replace("\t", " ")
    return text
