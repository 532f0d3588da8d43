"""DuckDB's answer to a question, where its rules are the same: integers and texts, counts, sums, extremes."""
try:
    import duckdb
except ImportError:
    duckdb = None

from reference import Invalid, aggregate_text, is_condition
from values import Number, text_of


class Unlike(Exception):
    """The question means something else in SQL, or has no meaning there."""


class Database:
    def __init__(self):
        self.connection = duckdb.connect() if duckdb else None
        self.asked = 0

    def complaint(self, reference, rows):
        """What is wrong with the rows of an answer; nothing where DuckDB cannot be asked."""
        if self.connection is None: return None
        try:
            return self.compare(reference, rows)
        except Unlike:
            return None

    def compare(self, reference, rows):
        question, table = reference.question, reference.table
        if question.get("having") or question.get("sort") or question.get("limit") is not None: raise Unlike
        kinds = {name: table.type(index) for index, name in enumerate(table.names)}
        lines = [row for row in reference.kept_rows]
        types = {}
        for name, kind in kinds.items():
            values = [line[name] for line in lines if line[name] is not None]
            if kind == "number" and all(isinstance(v, Number) and isinstance(v.value, int) and abs(v.value) < 2**31 for v in values):
                types[name] = "BIGINT"
            elif kind == "text" and all(isinstance(v, str) and "\0" not in v for v in values):
                types[name] = "VARCHAR"
        self.types = types
        keys = [self.sql(e) for e in question["by"]]
        aggregates = [self.aggregate(a) for a in question["aggregates"]]
        if not types: raise Unlike
        cursor = self.connection.cursor()
        names = list(types)
        cursor.execute("CREATE OR REPLACE TEMP TABLE t (" + ", ".join(f'"{n}" {types[n]}' for n in names) + ")")
        data = [[None if l[n] is None else l[n].value if types[n] == "BIGINT" else l[n] for n in names] for l in lines]
        if data: cursor.executemany("INSERT INTO t VALUES (" + ", ".join("?" for _ in names) + ")", data)
        sql = "SELECT " + ", ".join(keys + aggregates) + " FROM t"
        if keys: sql += " GROUP BY " + ", ".join(str(i + 1) for i in range(len(keys)))
        found = [[self.text(v) for v in row] for row in cursor.execute(sql).fetchall()]
        wanted = [[text_of(v) for v in row] for row in rows]
        self.asked += 1
        if sorted(found) != sorted(wanted): return f"DuckDB answers {sorted(found)}, not {sorted(wanted)}, to {sql}"

    @staticmethod
    def text(value):
        return "" if value is None else ("true" if value else "false") if isinstance(value, bool) else str(value)

    def type(self, e):
        if e[0] == "field": return self.types.get(e[1])
        return "VARCHAR" if e[0] in ("text", "call") else "BIGINT" if e[0] in ("number", "+", "-", "*") else "BOOLEAN"

    def sql(self, e):
        op = e[0]
        if op == "field":
            if e[1] not in self.types: raise Unlike
            return f'"{e[1]}"'
        if op == "number":
            if "." in e[1]: raise Unlike
            return e[1]
        if op == "text": return "'" + e[1].replace("'", "''") + "'"
        if op in ("+", "-", "*", "=", "!=", "<", "<=", ">", ">="):
            if self.type(e[1]) != self.type(e[2]): raise Unlike
            return f"({self.sql(e[1])} {op} {self.sql(e[2])})"
        if op in ("and", "or"): return f"({self.sql(e[1])} {op} {self.sql(e[2])})"
        if op == "not": return f"(not {self.sql(e[1])})"
        if op == "isnull": return f"({self.sql(e[1])} is null)"
        if op == "in":
            if any(self.type(m) != self.type(e[1]) for m in e[2]): raise Unlike
            return f"({self.sql(e[1])} in ({', '.join(self.sql(m) for m in e[2])}))"
        if op in ("contains", "starts", "ends") and self.type(e[1]) == "VARCHAR":
            function = {"contains": "contains", "starts": "starts_with", "ends": "ends_with"}[op]
            return f"{function}({self.sql(e[1])}, {self.sql(e[2])})"
        raise Unlike

    def aggregate(self, a):
        function, args = a
        if function == "where":
            condition = f"filter (where {self.sql(args[1])})"
            inner = self.aggregate(args[0])
            if "filter" in inner: raise Unlike
            if inner.startswith("coalesce("): return inner.replace(", 0)", f" {condition}, 0)")
            return f"{inner} {condition}"
        if not args and function == "count": return "count(*)"
        if len(args) != 1: raise Unlike
        x = self.sql(args[0])
        if function == "count": return f"count(*) filter (where {x})" if is_condition(args[0]) else f"count({x})"
        if function == "distinct": return f"count(distinct {x})"
        if function in ("min", "max"): return f"{function}({x})"
        # Thresh's sum of nothing is 0.
        if function == "sum" and self.type(args[0]) == "BIGINT": return f"coalesce(sum({x}), 0)"
        raise Unlike
