"""A slow evaluator of questions: one row after another, with exact fractions, as Docs/LogFormats.md says. It shares no code
and no thought with the program that it is compared with."""
import json
import math
import re
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from values import (begins_with_number, DECIMAL, Number, Time, double, is_mark, key, number_text, numeral, of_digits, printed, text_of)


class Refusal(Exception):
    """The question ends with an exit code, and one of these reasons."""

    def __init__(self, code, reasons):
        super().__init__(code, reasons)
        self.code, self.reasons = code, reasons


class Invalid(Exception):
    """A question that does not fit the types of a table."""


class Site:
    """A place where values are converted, and what became of them."""

    def __init__(self, wanted="number", keeps_others=False):
        self.wanted, self.keeps_others = wanted, keeps_others
        self.values = self.failures = self.marks = 0
        self.first_failure = self.first_mark = None

    def notes(self):
        if self.wanted == "text":
            if self.failures:
                verb = "begins" if self.failures == 1 else "begin"
                yield f"ordered as texts, though {self.failures} of {self.values} values {verb} with a number, the first {self.first_failure}"
            return
        if self.failures and not (self.keeps_others and self.is_whole):
            complaint = {"number": ("is no number", "are no numbers"), "time": ("is no time", "are no times"),
                         "boolean": ("is neither true nor false", "are neither true nor false")}[self.wanted]
            yield f"{self.failures} of {self.values} values {complaint[self.failures > 1]}, the first {self.first_failure}"
        if self.marks:
            yield f"{self.marks} of {self.values} values {'says' if self.marks == 1 else 'say'} that there is none, the first {self.first_mark}"

    @property
    def is_whole(self):
        return self.wanted != "text" and self.failures > 0 and self.failures == self.values - self.marks

    @property
    def refusal(self):
        if self.is_whole and not self.keeps_others:
            demand = {"number": "is a number", "time": "is a time", "boolean": "is true or false"}[self.wanted]
            return f"none of {self.values} values {demand}, the first is {self.first_failure}"


def visible(text):
    """A value as it is told: sixty bytes at most, with control characters spelled out."""
    return spelled_out(text.encode()[:60].decode("utf-8", "replace"))


def spelled_out(text):
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


WRITTEN = ["%d/%b/%Y:%H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S,%f", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d %H.%M.%S.%f",
           "%Y%m%dT%H%M%SZ", "%a %b %d %H:%M:%S %Y", "%d-%b-%Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S GMT", "%d.%m.%Y %H:%M:%S",
           "%b %d, %Y %I:%M:%S %p", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S %z"]


def parse_time(text):
    for layout in WRITTEN:
        try: moment = datetime.strptime(text, layout)
        except ValueError: continue
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return Time((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1) * 1000)
    text = text.strip(" ").replace("Z", "+00:00")
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d:\d\d)\Z", text)
    moment = datetime.fromisoformat(match[1] + match[3])
    seconds = int((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds())
    return Time(seconds * 10**9 + int(((match[2] or ".0")[1:] + "0" * 9)[:9]))


class Reference:
    """An answer to a question about a table that is written to some files."""

    def __init__(self, table, question, files, seekable=True):
        self.table, self.question, self.seekable = table, question, seekable
        #: (name, rows) of each file
        self.files = files
        self.types = {name: table.type(index) for index, name in enumerate(table.names)}
        self.sites, self.counted = {}, set()
        self.place = ""

    # MARK: Reading

    def value(self, name, cell):
        """What a cell is; raises ValueError where it cannot be what its column is."""
        kind = self.types[name]
        if cell is None or cell == "null" and self.table.form == "json":
            return None
        if self.table.form == "combined" and cell == "-": return None
        if self.table.form == "json":
            text, bare = (json.loads(cell), False) if cell.startswith('"') else (cell, True)
        else:
            text, bare = cell, False
            if self.table.form != "logfmt" and text == "":
                return None
            if self.table.form == "logfmt" and text == "":
                return None
        return self.typed(kind, text, bare)

    def typed(self, kind, text, bare):
        stripped = text.strip(" \t")
        if text == "-" and (kind.startswith("numeral") or kind == "number"): return None
        if kind.startswith("numeral") and is_mark(text): return Mark(text)
        if kind == "number":
            if printed(text) or bare and DECIMAL.match(text):
                return of_digits(text)
            if is_mark(text):
                return Mark(text)
            if DECIMAL.match(stripped):
                return text
            raise ValueError
        if kind == "boolean":
            if is_mark(text):
                return None
            return {"true": True, "false": False}[text]
        if kind == "time":
            if is_mark(text):
                return None
            return parse_time(text)
        if kind == "any":
            number = printed(text)
            if number:
                return number
            if bare and DECIMAL.match(text):
                return of_digits(text)
            return {"true": True, "false": False}.get(text, text)
        return text

    def rows(self):
        """The rows that fit, each with its values by name; counts what becomes of lines."""
        self.read = self.kept = self.filtered = self.rejected = self.skipped = 0
        self.first_rejected = None
        used = used_names(self.question)
        for name, rows in self.files:
            if self.table.form in ("csv", "tsv"):
                self.read, self.skipped = self.read + 1, self.skipped + 1
            for (place, offset), row in zip(self.table.places(rows), rows):
                self.place = f"{name}:{place}" if self.seekable else f"{name}:byte {offset}"
                self.read += 1
                self.counted = set()
                if self.table.line(row) == "":
                    self.skipped += 1
                    continue
                try:
                    if not isinstance(row, list):
                        # A line is looked at up to the last field that is wanted.
                        if self.table.form != "combined" or used: raise ValueError
                        row = [None] * len(self.table.names)
                    yield {n: self.cell(n, c, n in used) for n, c in zip(self.table.names, row)}
                except (ValueError, KeyError):
                    self.rejected += 1
                    self.first_rejected = self.first_rejected or self.place

    def cell(self, name, text, is_used):
        """A value; what is wrong with one that the question does not read is not seen."""
        try: return self.value(name, text)
        except ValueError:
            if is_used: raise
            return None

    # MARK: Expressions: lists of an operator and its operands; texts are how they are written

    def type(self, e):
        op = e[0]
        if op in ("field", "column"): return self.types.get(e[1], "any")
        if op == "number": return "number"
        if op == "text": return "text"
        if op == "null": return "any"
        if op in ("+", "-", "*", "/", "%", "neg"): return "number"
        if op in ("=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "isnull", "in", "contains", "starts", "ends", "is"):
            return "boolean"
        if op == "call":
            f, args = e[1], e[2:]
            if f in ("hour", "day", "month", "year", "minute", "week", "bucket"): return "time"
            if f in ("hour_of_day", "length", "bin", "round", "floor", "ceil", "abs", "epoch", "number"): return "number"
            if f in ("lower", "upper", "concat", "substring", "text", "weekday"): return "text"
            types = [self.type(a) for a in (args[1:] if f == "if" else args)]
            return types[0] if all(t == types[0] for t in types) else "any"
        raise KeyError(op)

    def convert(self, value, kind, label, operand="", keeps_others=False):
        """A value as a number, at the place that the label names. What is computed again for a line is counted once."""
        site = self.sites.setdefault((label, operand), Site(keeps_others=keeps_others))
        if (label, operand) in self.counted: site = Site()
        if value is None:
            return None
        self.counted.add((label, operand))
        if isinstance(value, Number):
            site.values += 1
            return value
        if isinstance(value, Mark):
            number = None
        elif isinstance(value, str):
            number = numeral(value, kind.split(":")[1] if kind.startswith("numeral") else "number")
            if number is None and value.strip(" \t") == "":
                return None
        else:
            number = None
        if number is not None:
            site.values += 1
            return number
        site.values += 1
        text = value.text if isinstance(value, Mark) else text_of(value)
        if isinstance(value, Mark) or isinstance(value, str) and is_mark(value):
            if text.strip(" \t") in ("", "-") and isinstance(value, Mark) and False:
                return None
            site.marks += 1
            site.first_mark = self.first(site.first_mark, text)
            return None
        site.failures += 1
        site.first_failure = self.first(site.first_failure, text)
        return value if keeps_others else None

    def order(self, value, label):
        """Counts a text that is put in order with others."""
        if value is None: return
        site = self.sites.setdefault((label, ""), Site("text"))
        site.values += 1
        if isinstance(value, str) and begins_with_number(value):
            site.failures += 1
            site.first_failure = self.first(site.first_failure, value)

    def first(self, known, text):
        """The first example: by its line, or of groups the least one."""
        text = visible(text)
        if self.place: return known or f"'{text}' at {self.place}"
        return f"'{text}'" if known is None else min(known, f"'{text}'", key=str.encode)

    def number(self, e, row, label):
        if e[0] == "number":
            return of_digits(e[1])
        value = self.evaluate(e, row)
        kind = self.type(e)
        if kind in ("boolean", "time"): raise Invalid
        if kind == "number" and not may_be_text(e):
            return value
        return self.convert(raw(e, row, value), kind, label, write(e))

    def evaluate(self, e, row):
        value = self._evaluate(e, row)
        return None if isinstance(value, Mark) else value

    def _evaluate(self, e, row):
        op = e[0]
        if op in ("field", "column"): return row[e[1]]
        if op == "number": return of_digits(e[1])
        if op == "text": return e[1]
        if op == "null": return None
        if op in ("and", "or", "not") and any(self.type(x) != "boolean" for x in e[1:]): raise Invalid
        if op == "and":
            a = self.evaluate(e[1], row)
            if a is False: return False
            b = self.evaluate(e[2], row)
            if b is False: return False
            return None if a is None or b is None else True
        if op == "or":
            a = self.evaluate(e[1], row)
            if a is True: return True
            b = self.evaluate(e[2], row)
            if b is True: return True
            return None if a is None or b is None else False
        if op == "not":
            a = self.evaluate(e[1], row)
            return None if a is None else not a
        if op == "isnull": return self.evaluate(e[1], row) is None
        if op in ("+", "-", "*", "/", "%"): return self.arithmetic(e, row)
        if op == "neg":
            a = self.number(e[1], row, write(e))
            return None if a is None else Number(-a.value)
        if op in ("=", "!=", "<", "<=", ">", ">="): return self.compare(op, e[1], e[2], row, write(e))
        if op == "in":
            results = [self.compare("=", e[1], m, row, write(e)) for m in e[2]]
            return None if results[0] is None else any(results)
        if op in ("contains", "starts", "ends"):
            if self.type(e[1]) in ("number", "boolean", "time"): raise Invalid
            value = self.evaluate(e[1], row)
            if value is None: return None
            text = text_of(value)
            return {"contains": e[2][1] in text, "starts": text.startswith(e[2][1]), "ends": text.endswith(e[2][1])}[op]
        return self.call(e, row)

    def compare(self, op, a, b, row, label):
        types = self.type(a), self.type(b)
        if "boolean" in types or "time" in types: raise Invalid
        if b[0] == "text" and op not in ("=", "!=") and types[0] == "number": raise Invalid
        if b[0] == "text" and op in ("=", "!="):
            x, y = self.evaluate(a, row), b[1]
            if x is None: return None
            return (text_of(x) == y) == (op == "=")
        if types[0] == "number" or types[1] == "number" or all(t.startswith("numeral") for t in types):
            x, y = self.number(a, row, label), self.number(b, row, label)
            if x is None or y is None: return None
            x, y = x.exact, y.exact
        else:
            if "text" not in types and "any" not in types: raise Invalid
            x, y = self.evaluate(a, row), self.evaluate(b, row)
            if x is None or y is None: return None
            if isinstance(x, Time): x, y = x.nanoseconds, y.nanoseconds
            if isinstance(x, str) and isinstance(y, str): x, y = x.encode(), y.encode()
            elif type(x) is not type(y): return op == "!="
        return {"=": x == y, "!=": x != y, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[op]

    def arithmetic(self, e, row):
        op, label = e[0], write(e)
        a, b = self.number(e[1], row, label), self.number(e[2], row, label)
        if a is None or b is None: return None
        x, y = a.value, b.value
        if op in "/%" and y == 0: return None
        if isinstance(x, int) and isinstance(y, int) and op != "/":
            exact = {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "%": lambda: (abs(x) % abs(y)) * (-1 if x < 0 else 1)}[op]()
            if -2**63 <= exact < 2**63: return Number(exact)
        p, q = decimal(x), decimal(y)
        if p is not None and q is not None:
            # As the decimal numbers that they are printed as.
            sign = -1 if p < 0 else 1
            return Number(double({"+": lambda: p + q, "-": lambda: p - q, "*": lambda: p * q, "/": lambda: p / q, "%": lambda: sign * (abs(p) % abs(q))}[op]()))
        return Number(float({"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: x / y, "%": lambda: math.fmod(x, y)}[op]()))

    def call(self, e, row):
        f, args, label = e[1], e[2:], write(e)
        if f == "if":
            return self.evaluate(args[1] if self.evaluate(args[0], row) is True else args[2], row)
        if f == "coalesce":
            for a in args:
                value = self.evaluate(a, row)
                if value is not None: return value
            return None
        if f == "concat":
            return "".join(text_of(v) for v in (self.evaluate(a, row) for a in args) if v is not None)
        if f in ("bin", "round", "floor", "ceil", "abs", "number"):
            a = self.number(args[0], row, label)
            if a is None: return None
            x = a.value
            exact = Fraction(x) if isinstance(x, int) else Fraction(repr(x))
            if f == "number": return Number(x)
            if f == "abs": return Number(abs(x))
            if f == "floor": return whole(math.floor(x), x)
            if f == "ceil": return whole(math.ceil(x), x)
            if f == "bin":
                width = Fraction(args[1][1])
                floor = exact // width * width
                if isinstance(x, int) and width.denominator == 1: return Number(int(floor))
                return Number(double(floor))
            digits = int(args[1][1]) if len(args) > 1 else 0
            if isinstance(x, int) and digits >= 0: return Number(x)
            sign = -1 if x < 0 else 1
            scaled = math.floor(abs(exact) * 10**digits + Fraction(1, 2)) * sign
            if len(args) == 1: return whole(scaled, x)
            return Number(double(Fraction(scaled, 10**digits)))
        value = self.evaluate(args[0], row)
        if value is None: return None
        if f in ("hour", "day", "month", "year", "minute", "week", "bucket", "hour_of_day", "weekday", "epoch"):
            return self.time_function(f, value.nanoseconds, args)
        text = text_of(value)
        if f == "text": return text
        if f in ("lower", "upper", "length") and self.type(args[0]) not in ("text", "any") and not self.type(args[0]).startswith("numeral"): raise Invalid
        if f == "lower": return "".join(c.lower() if c.isascii() else c for c in text)
        if f == "upper": return "".join(c.upper() if c.isascii() else c for c in text)
        if f == "length": return Number(len(text.encode()))
        raise KeyError(f)

    def time_function(self, f, nanoseconds, args):
        if f == "epoch": return Number(double(Fraction(nanoseconds, 10**9)))
        moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=nanoseconds // 10**9)
        if f == "hour_of_day": return Number(moment.hour)
        if f == "weekday": return moment.strftime("%a")
        day = moment.replace(hour=0, minute=0, second=0)
        start = {
            "minute": lambda: moment.replace(second=0), "hour": lambda: moment.replace(minute=0, second=0),
            "day": lambda: day, "week": lambda: day - timedelta(days=moment.weekday()),
            "month": lambda: day.replace(day=1), "year": lambda: day.replace(day=1, month=1),
            "bucket": lambda: day + timedelta(seconds=(moment - day).seconds // args[1][1] * args[1][1]),
        }[f]()
        return Time(int((start - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds()) * 10**9)

    # MARK: Answering

    def answer(self):
        """Rows of values, in their order, with the types of the columns."""
        self.refuse_conditions()
        q = self.question
        groups = {}
        self.kept_rows = []
        if q.get("where") and self.type(q["where"]) != "boolean": raise Invalid
        for row in self.rows():
            if q.get("where") and self.evaluate(q["where"], row) is not True:
                self.filtered += 1
                continue
            self.kept += 1
            self.kept_rows.append(row)
            values = [self.evaluate(e, row) for e in q["by"]]
            place = tuple(key(v, self.type(e)) for v, e in zip(values, q["by"]))
            group = groups.setdefault(place, (values, []))
            group[1].append(self.line(row))
        if not q["by"] and not groups: groups[()] = ([], [])
        self.refuse()
        names = [write(e) for e in q["by"]] + [aggregate_text(a) for a in q["aggregates"]]
        types = [self.type(e) for e in q["by"]] + [self.aggregate_type(a) for a in q["aggregates"]]
        rows = []
        for place, (values, lines) in groups.items():
            cells = values + [self.aggregate(a, lines) for a in q["aggregates"]]
            rows.append((place, cells))
        rows.sort(key=lambda row: row[0])
        for index, a in enumerate(q["aggregates"], len(q["by"])):
            if a[0] != "share": continue
            total = total_of(cells[index] for _, cells in rows)
            self.types.update(x="number", y="number")
            for _, cells in rows:
                row = {"x": plain(cells[index]), "y": plain(total)}
                cells[index] = self.evaluate(["/", ["column", "x"], ["column", "y"]], row)
        self.types = dict(zip(names, types))
        line_sites, self.sites, self.place = self.sites, {}, None
        selected = []
        for place, cells in rows:
            columns = dict(zip(names, map(plain, cells)))
            self.counted = set()
            if q.get("having") and self.evaluate(q["having"], columns) is not True: continue
            keys = []
            for e, descending in q.get("sort") or []:
                value = self.evaluate(e, columns)
                if self.type(e) == "text" and e[0] != "text": self.order(value, f"sort by {write(e)}")
                keys.append((key(value, self.type(e)), descending))
            selected.append((keys, place, cells))
        rows = sorted(selected, key=lambda row: row[1])
        for index in reversed(range(len(q.get("sort") or []))):
            # Rows that are equal keep their order.
            rows.sort(key=lambda row: row[0][index][0], reverse=q["sort"][index][1])
        self.refuse()
        self.sites.update(line_sites)
        for index, a in enumerate(q["aggregates"], len(q["by"])):
            if a[0] != "running": continue
            seen = []
            for _, _, cells in rows:
                seen.append(cells[index])
                cells[index] = total_of(seen)
        if q.get("limit") is not None: rows = rows[: q["limit"]]
        return [cells for _, _, cells in rows]

    def line(self, row):
        """What the aggregates need of a row. An expression is computed once."""
        line = {"time": row.get("time")}
        for function, args, condition in (leaf for a in self.question["aggregates"] for leaf in leaves(a)):
            if condition:
                text = write(condition)
                if self.type(condition) != "boolean": raise Invalid
                if text not in line: line[text] = self.evaluate(condition, row)
                if line[text] is not True: continue
            if function == "count" and args and is_condition(args[0]): args = args[:1]
            for a in args:
                if a[0] in ("number",): continue
                text = write(a)
                if text not in line: line[text] = self.evaluate(a, row)
                use = None
                if function in ("sum", "mean", "stddev", "variance") or re.match(r"p\d|median", function):
                    use = self.use(function, a, condition)
                    if (use, text) not in line:
                        line[use, text] = self.convert(raw(a, row, line[text]), self.type(a), use) if self.converts(a) else line[text]
                if function in ("min", "max"):
                    use = self.use(function, a, condition)
                    if (use, text) not in line:
                        kind = self.type(a)
                        if kind in ("text", "time", "boolean"):
                            line[use, text] = line[text]
                            if kind == "text" and not (self.table.form == "combined" and a[0] == "field"): self.order(line[text], use)
                        else: line[use, text] = self.convert(raw(a, row, line[text]), kind, use, "", kind == "any") if self.converts(a) else line[text]
        return line

    def converts(self, e):
        return self.type(e) != "number" or may_be_text(e)

    def use(self, function, e, condition):
        """Aggregates that are made of the same numbers are told by the name of the first."""
        def family(f):
            return "moments" if f in ("stddev", "variance") else "quantiles" if re.match(r"p\d|median", f) else "sum" if f in ("sum", "mean") else f
        for other, args, filter in (leaf for a in self.question["aggregates"] for leaf in leaves(a)):
            if args and write(args[0]) == write(e) and family(other) == family(function) and filter == condition:
                return f"{other}({write(e)})" + (f" where {write(filter)}" if filter else "")

    def aggregate_type(self, a):
        function, args = a
        if function == "where": return self.aggregate_type(args[0])
        if function in ("min", "max", "first", "last"):
            kind = self.type(args[0])
            if function in ("min", "max") and kind.startswith("numeral"): return "number"
            return kind
        return "text" if function == "top" else "number"

    def aggregate(self, a, lines, condition=None):
        function, args = a
        if function == "where":
            lines = [l for l in lines if l[write(args[1])] is True]
            return self.aggregate(args[0], lines, args[1])
        if function == "ratio":
            row = {name: plain(self.aggregate(x, lines)) for name, x in zip("xy", args[1:])}
            self.types.update(x="number", y="number")
            return self.evaluate([args[0], ["column", "x"], ["column", "y"]], row)
        if function in ("share", "running"): return self.aggregate(args[0], lines)
        if function == "count" and not args: return Number(len(lines))
        if function == "distinct":
            keys = {tuple(key(l[write(e)], self.type(e)) for e in args) for l in lines if all(l[write(e)] is not None for e in args)}
            return Number(len(keys))
        text = write(args[0])
        kind = self.type(args[0])
        present = [l for l in lines if l[text] is not None]
        if function == "count":
            if is_condition(args[0]): present = [l for l in lines if l[text] is True]
            return Number(len(present))
        if function == "top":
            counts = {}
            for l in present:
                entry = counts.setdefault(key(l[text], kind), [l[text], 0])
                entry[1] += 1
            ranked = sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))
            return [(value, count) for _, (value, count) in ranked][: int(args[1][1]) if len(args) > 1 else 10]
        if function in ("first", "last"):
            timed = [l for l in present if l["time"] is not None]
            if not timed: return None
            pick = min if function == "first" else max
            best = pick(l["time"].nanoseconds for l in timed)
            return pick((l[text] for l in timed if l["time"].nanoseconds == best), key=lambda v: key(v, "text"))
        use = self.use(function, args[0], condition)
        values = [l[use, text] for l in lines if l[use, text] is not None]
        if function in ("min", "max"):
            numbers = [v for v in values if isinstance(v, Number)]
            if kind == "any" and numbers: values = numbers
            pick = min if function == "min" else max
            return pick(values, key=lambda v: key(v, kind)) if values else None
        if function == "sum":
            total = sum((exact_of(v) for v in values), Fraction(0))
            return total if all(v.digits is not None or is_short(v.value) for v in values) else Number(double(total))
        if not values: return None
        if function == "mean": return Number(double(sum((exact_of(v) for v in values), Fraction(0)) / len(values)))
        if function in ("stddev", "variance"):
            if len(values) < 2: return None
            numbers = [exact_of(v) for v in values]
            mean = sum(numbers) / len(numbers)
            variance = sum((n - mean) ** 2 for n in numbers) / (len(numbers) - 1)
            return Number(double(variance)) if function == "variance" else Number(math.sqrt(double(variance)))
        share = Fraction(1, 2) if function == "median" else Fraction(function[1:]) / 100
        rank = max(1, math.ceil(share * len(values)))
        return sorted(values, key=lambda v: v.exact)[rank - 1]

    # MARK: What is told

    def notes(self):
        """Lines on standard error: what is told of conversions, as (labels, text)."""
        told = {}
        for (label, _), site in self.sites.items():
            for note in site.notes():
                labels = told.setdefault(note, [])
                if spelled_out(label) not in labels: labels.append(spelled_out(label))
        return told

    def missing_names(self):
        """Names of the question that no line has."""
        names = used_names(self.question)
        if self.table.form not in ("json", "logfmt"):
            # A column of a table is there, empty or not; but what has no time has none.
            names &= {"time"} & set(self.table.names)
        return sorted(n for n in names if n not in self.table.names or not self.table.column(self.table.names.index(n)))

    def refuse_conditions(self):
        """Conditions and times are no numbers, whatever the lines are."""
        for function, args, condition in (leaf for a in self.question["aggregates"] for leaf in leaves(a)):
            is_numeric = function in ("sum", "mean", "stddev", "variance") or re.match(r"p\d|median", function)
            if is_numeric and self.type(args[0]) in ("boolean", "time"): raise Refusal(64, [f"{self.use(function, args[0], condition)} wants numbers"])

    def refuse(self):
        reasons = [f"{spelled_out(label)}: {site.refusal}" for (label, _), site in self.sites.items() if site.refusal]
        needed = {n for f, args, _ in (leaf for a in self.question["aggregates"] for leaf in leaves(a)) if f not in ("count", "distinct") for a in args for n in fields_of(a)}
        # Lines without a time are together in a group of it, and nothing else can be said of it.
        if uses_time(self.question): needed.add("time")
        reasons += [f"no line has '{name}'" for name in self.missing_names() if name in needed]
        if reasons: raise Refusal(64, reasons)


def leaves(a):
    """The aggregates that something is computed from, each with what must hold for its lines."""
    function, args = a
    if function == "where": yield (*args[0], args[1])
    elif function == "ratio": yield from (leaf for x in args[1:] for leaf in leaves(x))
    elif function in ("share", "running"): yield from leaves(args[0])
    else: yield function, args, None


def is_condition(e):
    return e[0] in ("=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "isnull", "in", "contains", "starts", "ends")


def total_of(values):
    """A sum of values of groups: exact where all of them are."""
    values = list(values)
    total = sum((v if isinstance(v, Fraction) else exact_of(v) for v in values), Fraction(0))
    if all(isinstance(v, Fraction) or v.digits is not None or is_short(v.value) for v in values): return total
    return Number(double(total))


class Mark:
    """A mark of no value among numbers."""

    def __init__(self, text): self.text = text


def raw(e, row, value):
    return row[e[1]] if e[0] == "field" and isinstance(row.get(e[1]), Mark) else value


def plain(value):
    """A cell as expressions over columns see it."""
    if isinstance(value, Fraction):
        return Number(int(value)) if value.denominator == 1 and -2**63 <= value < 2**63 else Number(double(value))
    return text_of(value) if isinstance(value, list) else value


def may_be_text(e):
    return e[0] in ("field", "column") or e[0] == "call" and e[1] in ("if", "coalesce", "min", "max")


def decimal(value):
    """The decimal that a number is printed as, where that has at most fifteen digits, or is an integer."""
    if isinstance(value, int): return Fraction(value)
    exact = Fraction(repr(value))
    return exact if (exact * 10**15).denominator == 1 and any(abs(exact * 10**p) < 10**15 and (exact * 10**p).denominator == 1 for p in range(16)) else None


def is_short(value):
    return decimal(value) is not None


def exact_of(number):
    """What a number adds to a sum: what its digits say."""
    if number.digits is not None: return number.digits
    return Fraction(repr(number.value)) if is_short(number.value) else Fraction(number.value)


def whole(integer, value):
    return Number(integer) if abs(value) < 9e18 else Number(value)


# MARK: How questions are written

def name_text(name):
    return name if re.match(r"[A-Za-z_][A-Za-z0-9_]*\Z", name) else f"`{name}`"


def write(e):
    """An expression as text, in the form that is told of it."""
    op = e[0]
    if op == "field": return name_text(e[1])
    if op == "column": return e[1]
    if op == "number": return e[1]
    if op == "text": return "'" + e[1].replace("\\", "\\\\").replace("'", "\\'") + "'"
    if op == "null": return "null"
    if op == "not": return f"not {write(e[1]) if e[1][0] not in ('and', 'or') else wrap(e[1])}"
    if op == "neg": return f"-{wrap(e[1])}"
    if op == "isnull": return f"{wrap(e[1])} is null"
    if op == "in": return f"{wrap(e[1])} in ({', '.join(write(m) for m in e[2])})"
    if op == "call":
        if e[1] == "bucket": return f"bucket({write(e[2])}, {e[3][1]}s)"
        return f"{e[1]}({', '.join(write(a) for a in e[2:])})"
    return f"{wrap(e[1], op)} {op} {wrap(e[2], op)}"


BINDING = {"or": 1, "and": 2, "not": 3, "=": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "contains": 4, "starts": 4, "ends": 4,
           "in": 4, "isnull": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}


def wrap(e, within="*"):
    """As an operand, in parentheses where it needs them."""
    isLoose = BINDING.get(e[0], 9) <= BINDING[within] or e[0] == "column" and len(e) > 2
    return f"({write(e)})" if isLoose else write(e)


def aggregate_text(a):
    function, args = a
    if function == "where": return f"{aggregate_text(args[0])} where {write(args[1])}"
    if function == "ratio":
        x, y = (f"({aggregate_text(x)})" if x[0] == "where" else aggregate_text(x) for x in args[1:])
        return f"{x} {args[0]} {y}"
    return f"{function}({', '.join(aggregate_text(x) for x in args)})" if function in ("share", "running") else f"{function}({', '.join(write(x) for x in args)})" if args else function


def fields_of(e):
    if isinstance(e, list):
        if e and e[0] == "field": yield e[1]
        for part in e[1:]: yield from fields_of(part)
        if e and e[0] == "in":
            for m in e[2]: yield from fields_of(m)


def uses_time(q):
    """Whether the time is used otherwise than as a group of its own, or as one of the values that are told apart."""
    by = [e for e in q["by"] if list(e) != ["field", "time"]]
    others = [a for a in q["aggregates"] if a[0] != "distinct" or any(list(e) != ["field", "time"] and "time" in fields_of(e) for e in a[1])]
    return "time" in used_names({**q, "by": by, "aggregates": others})


def used_names(q):
    names = set()
    for e in q["by"] + ([q["where"]] if q.get("where") else []): names.update(fields_of(e))
    for f, args, condition in (leaf for a in q["aggregates"] for leaf in leaves(a)):
        if condition: names.update(fields_of(condition))
        for a in args: names.update(fields_of(a))
        if f in ("first", "last"): names.add("time")
    return names
