"""Random questions that make sense for a table."""
from reference import aggregate_text, write


def random_question(r, table):
    types = {name: table.type(index) for index, name in enumerate(table.names)}
    make = Maker(r, types, has_sure_texts=table.form == "combined")
    command = r.choice(["count", "agg", "agg", "agg", "agg", "top", "stats"])
    question = {"command": command, "by": make.keys(0 if command in ("agg", "stats", "count") else 1), "aggregates": []}
    if r.random() < .45: question["where"] = make.condition(2)
    if command == "count":
        question["aggregates"] = [["count", []]]
    elif command == "stats":
        argument = make.numeric()
        if argument is None: return random_question(r, table)
        question["of"] = argument
        question["aggregates"] = [[f, [argument]] for f in ("count", "sum", "mean", "min", "max", "p50", "p90", "p95", "p99", "stddev")]
    elif command == "top":
        question["limit"] = r.randint(1, 5)
        question["aggregates"] = [make.figure(ranked=True)]
    else:
        seen = []
        for _ in range(r.randint(1, 4)):
            aggregate = make.figure()
            if aggregate not in seen: seen.append(aggregate)
        question["aggregates"] = seen
        make.selection(question)
    if command in ("count", "agg") and r.random() < .2: question["limit"] = r.choice([0, 1, 2, 5])
    return question


class Maker:
    def __init__(self, r, types, has_sure_texts=False):
        #: Texts of a server's format are none that may be numbers: a question that wants such of them is refused at once.
        self.r, self.types, self.has_sure_texts = r, types, has_sure_texts
        self.names = list(types)

    def kind(self, e):
        return self.types[e[1]] if e[0] == "field" else "number"

    def pick(self, *kinds):
        found = [n for n in self.names if self.types[n].split(":")[0] in kinds]
        return ["field", self.r.choice(found)] if found else None

    def literal(self): return ["number", self.r.choice(["0", "1", "2", "5", "0.1", "0.25", "1.5", "12", "100", "7"])]

    def numeric(self, depth=1):
        """Something that may be a number."""
        field = self.pick("number", "numeral", "number", "any") if self.r.random() < .9 or self.has_sure_texts else self.pick("number", "numeral", "any", "text")
        if field is None: return None
        roll = self.r.random()
        if depth and roll < .3:
            other = self.literal() if self.r.random() < .7 else self.pick("number", "numeral") or self.literal()
            return [self.r.choice(["+", "-", "*", "/", "%"]), field, other]
        if depth and roll < .45:
            f = self.r.choice(["bin", "round", "floor", "ceil", "abs", "number", "round2"])
            if f == "bin": return ["call", "bin", field, ["number", self.r.choice(["1", "10", "0.1", "0.25", "100"])]]
            if f == "round2": return ["call", "round", field, ["number", self.r.choice(["1", "2"])]]
            return ["call", f, field]
        return field

    def textual(self):
        field = self.pick("text", "numeral", "any", "text")
        if field and self.r.random() < .3: return ["call", self.r.choice(["lower", "upper"]), field]
        return field

    def moment(self):
        field = self.pick("time")
        if field is None: return None
        f = self.r.choice(["hour", "day", "month", "year", "minute", "week", "bucket", "hour_of_day", "weekday", "field"])
        if f == "field": return field
        return ["call", f, field, ["seconds", self.r.choice([300, 900, 3600])]] if f == "bucket" else ["call", f, field]

    def key(self):
        for _ in range(5):
            made = self.r.choice([lambda: ["field", self.r.choice(self.names)], lambda: ["field", self.r.choice(self.names)],
                                  self.moment, self.textual, self.numeric, lambda: self.condition(1)])()
            if made is not None and (made[0] != "number"): return made
        return ["field", self.names[0]]

    def keys(self, least):
        keys = []
        for _ in range(self.r.choice([least, 1, 1, 2, 3])):
            made = self.key()
            if made not in keys: keys.append(made)
        return keys

    def condition(self, depth):
        r = self.r
        roll = r.random()
        if depth and roll < .35:
            op = r.choice(["and", "or", "not"])
            return ["not", self.condition(depth - 1)] if op == "not" else [op, self.condition(depth - 1), self.condition(depth - 1)]
        for _ in range(8):
            kind = r.choice(["number", "number", "text", "equal", "null", "in", "boolean", "search"])
            if kind == "number" and (x := self.numeric()):
                return [r.choice(["<", "<=", ">", ">=", "=", "!="]), x, self.literal()]
            if kind == "equal" and (x := self.pick("text", "numeral", "any", "number")):
                if self.types[x[1]] == "number": continue
                return [r.choice(["=", "!="]), x, ["text", r.choice(["a", "b", "alpha", "007", "12", "x", "9 ms", "tab\there", "it's", "back\\slash"])]]
            if kind == "text" and (x := self.pick("text")):
                return [r.choice(["<", "<=", ">", ">="]), x, ["text", r.choice(["a", "b", "Beta", "m"])]]
            if kind == "null": return ["isnull", ["field", r.choice(self.names)]]
            if kind == "in" and (x := self.pick("number", "numeral", "any")):
                return ["in", x, [self.literal() for _ in range(r.randint(1, 3))]]
            if kind == "in" and (x := self.pick("text", "any")):
                return ["in", x, [["text", r.choice(["a", "b", "alpha", "12"])] for _ in range(r.randint(1, 3))]]
            if kind == "boolean" and (x := self.pick("boolean")): return x
            if kind == "search" and (x := self.pick("text", "numeral", "any")):
                return [r.choice(["contains", "starts", "ends"]), x, ["text", r.choice(["a", "1", "s", "ü"])]]
        return ["isnull", ["field", self.names[0]]]

    def aggregate(self, ranked=False):
        r = self.r
        for _ in range(8):
            f = r.choice(["count", "count", "sum", "mean", "min", "max", "stddev", "variance", "median", "p50", "p90", "p99.9",
                          "distinct", "first", "last", "top", "countx", "distinct2"])
            if f == "count": return ["count", []]
            if f == "top" and not ranked: return ["top", [["field", r.choice(self.names)]] + ([["number", str(r.randint(1, 4))]] if r.random() < .5 else [])]
            if f == "countx": return ["count", [self.key()]]
            if f == "distinct": return ["distinct", [self.key()]]
            if f == "distinct2" and len(self.names) > 1: return ["distinct", [["field", n] for n in r.sample(self.names, 2)]]
            if f in ("first", "last") and "time" in self.names and not ranked: return [f, [["field", r.choice(self.names)]]]
            if f in ("min", "max"):
                x = self.numeric() if r.random() < .6 else ["field", r.choice(self.names)]
                if x: return [f, [x]]
            elif f not in ("first", "last", "top", "distinct2") and (x := self.numeric()): return [f, [x]]
        return ["count", []]

    def figure(self, ranked=False):
        """An aggregate, one of some lines, or what is computed from such."""
        r = self.r
        roll = r.random()
        if roll < .65: return self.aggregate(ranked)
        if roll < .85 or ranked: return self.filtered(self.aggregate(ranked))
        if roll < .93:
            kinds = ("count", "sum", "mean", "distinct", "p50", "p90", "median")
            return ["ratio", [r.choice("/*-+/"), self.operand(*kinds), self.operand(*kinds)]]
        return [r.choice(["share", "running"]), [self.operand("count", "sum")]]

    def filtered(self, aggregate):
        return ["where", [aggregate, self.condition(1)]]

    def operand(self, *kinds):
        for _ in range(20):
            aggregate = self.aggregate()
            if aggregate[0] in kinds: return aggregate if self.r.random() < .6 else self.filtered(aggregate)
        return ["count", []]

    def selection(self, question):
        """A condition on groups, and their order, over the columns."""
        r = self.r
        # What is computed stands in parentheses.
        numbers = [["column", aggregate_text(a)] + [True] * (a[0] in ("where", "ratio")) for a in question["aggregates"]
                   if a[0] in ("count", "sum", "mean", "distinct", "p50", "p90", "median")
                   or a[0] in ("ratio", "share") or a[0] == "where" and a[1][0][0] in ("count", "sum", "mean", "distinct")
                   or a[0] in ("min", "max", "first", "last") and self.kind(a[1][0]) not in ("time", "boolean")]
        columns = [["column", aggregate_text(a)] + [True] * (a[0] in ("where", "ratio")) for a in question["aggregates"]
                   if a[0] not in ("top", "running") and not (a[0] == "where" and a[1][0][0] == "top")]
        if not question["by"]: return
        if numbers and r.random() < .2:
            question["having"] = [r.choice([">", ">=", "<", "!="]), r.choice(numbers), self.literal()]
        columns += [["column", write(e)] for e in question["by"]]
        if r.random() < .35:
            question["sort"] = [[x, r.random() < .5] for x in r.sample(columns, min(len(columns), r.choice([1, 1, 2])))]
            if numbers and r.random() < .3: question["sort"][0][0] = [r.choice("+-*/"), r.choice(numbers), self.literal()]
