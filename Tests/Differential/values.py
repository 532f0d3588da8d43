"""Values and their rules, as Docs/LogFormats.md says ("Values and types"): what a text is as a number, what is printed,
what is the same, and what comes first."""
import json
import re
from datetime import datetime, timedelta, timezone
from fractions import Fraction

MARKS = {"", "-", "--", "null", "(null)", "n/a", "na", "nan", "none", "nil", "\\n"}
DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
INTEGER = re.compile(r"-?\d+\Z")
AMOUNT = re.compile(r"(-?[\d.]+) ?([^\d.]+)")
DURATIONS = {"ns": -9, "us": -6, "µs": -6, "ms": -3, "s": 0}
LONGER = {"m": 60, "min": 60, "h": 3600, "d": 86400}
SIZES = {"b": 1, "kb": 1000, "mb": 10**6, "gb": 10**9, "kib": 1024, "mib": 1 << 20, "gib": 1 << 30}


class Number:
    """A number: what is computed with (an int or a float), and exactly what its digits say where a line has it."""

    def __init__(self, value, digits=None):
        self.value = value
        self.digits = Fraction(value) if isinstance(value, int) else digits

    @property
    def exact(self):
        return Fraction(self.value)


class Time:
    def __init__(self, nanoseconds):
        self.nanoseconds = nanoseconds


def is_mark(text):
    return text.strip(" \t").lower() in MARKS


def double(exact):
    """The nearest double."""
    return exact.numerator / exact.denominator


def of_digits(text):
    """A number of decimal digits."""
    exact = Fraction(text if not text.endswith(".") else text + "0")
    if INTEGER.match(text) and -2**63 <= int(text) < 2**63:
        return Number(int(text))
    return Number(double(exact), exact)


#: What stands before the digits of an amount of money.
MONEY = re.compile("[(]?[-+]?([A-Z]{0,2}[$]|[¢£¥\u20a0-\u20cf]|(AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KRW|MXN|MYR|NOK|NZD|PHP|PLN|RON|RUB|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR)(?=[0-9 \u00a0\u202f]))?[ \u00a0\u202f]?[-+]?")


def begins_with_number(text):
    """Whether a text is a number, has one before a unit or a word, or is a clock or a date of another order than that of bytes."""
    text = text.strip(" \t")
    text = text[MONEY.match(text).end():]
    found = re.match(r"[0-9][0-9.,]*", text)
    if not found: return False
    number = found[0][:-1] if found[0][-1] in ".," else found[0]
    with_comma = re.match(r"([0-9]*|[1-9][0-9]{0,2}(\.[0-9]{3})+)(,[0-9]*)?\Z|[1-9][0-9]{0,2}(,[0-9]{2,3})*,[0-9]{3}(\.[0-9]*)?\Z", number)
    if not re.search(r"[0-9:/_@-]", text[found.end():]) and (DECIMAL.match(number) or with_comma): return True
    return bool(re.match(r"[0-9]{1,2}([:/-][0-9]+|([:/.-])[0-9]+\2[0-9]+)\Z", text))


def numeral(text, kind):
    """What a text is as a number in a column of numbers, lengths of time or sizes; None for none."""
    text = text.strip(" \t")
    if DECIMAL.match(text) and kind != "duration":
        return of_digits(text)
    if DECIMAL.match(text) and not re.search("[eE+]", text):
        return of_digits(text)
    if kind == "duration":
        total, place = Fraction(0), 0
        for match in AMOUNT.finditer(text):
            amount, unit = match.groups()
            if match.start() != place or not DECIMAL.match(amount):
                return None
            if unit in DURATIONS:
                total += Fraction(amount) * Fraction(10) ** DURATIONS[unit]
            elif unit in LONGER:
                total += Fraction(amount) * LONGER[unit]
            else:
                return None
            place = match.end()
        if place == 0 or place != len(text):
            return None
        return Number(double(total), total)
    if kind == "size":
        match = re.match(r"(-?[\d.]+) ?([A-Za-z]+)\Z", text)
        if not match or match[2].lower() not in SIZES or not DECIMAL.match(match[1]):
            return None
        total = Fraction(match[1]) * SIZES[match[2].lower()]
        return Number(int(total)) if total.denominator == 1 else Number(double(total), total)
    return None


def number_text(value):
    """A number as answers print it."""
    if isinstance(value, int):
        return str(value)
    if value == int(value) and -2**63 <= value < 2**63:
        return str(int(value))
    return repr(value)


def digits_text(exact):
    """An exact decimal with all its digits."""
    sign, exact = "-" if exact < 0 else "", abs(exact)
    whole, rest = exact.numerator // exact.denominator, exact % 1
    if rest == 0:
        return f"{sign}{whole}"
    digits = ""
    while rest:
        rest *= 10
        digits += str(int(rest))
        rest %= 1
    return f"{sign}{whole}.{digits}"


def printed(text):
    """The number that a text is printed as; None where it is written in another way."""
    if not DECIMAL.match(text):
        return None
    number = of_digits(text)
    return number if number_text(number.value) == text else None


def time_text(nanoseconds, zone=timezone.utc):
    seconds, rest = divmod(nanoseconds, 10**9)
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    moment = moment.astimezone(zone)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    if rest:
        text += "." + (f"{rest // 10**6:03}" if rest % 10**6 == 0 else f"{rest // 1000:06}" if rest % 1000 == 0 else f"{rest:09}")
    offset = moment.utcoffset()
    if not offset:
        return text + "Z"
    minutes = int(offset.total_seconds() // 60)
    return text + f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def text_of(value, zone=timezone.utc):
    """What a value is written as; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return number_text(value.value)
    if isinstance(value, Fraction):
        return digits_text(value)
    if isinstance(value, Time):
        return time_text(value.nanoseconds, zone)
    if isinstance(value, list):
        pairs = (f"{json.dumps(text_of(v, zone), ensure_ascii=False)}:{count}" for v, count in value)
        return "{" + ",".join(pairs) + "}" if value else ""
    return value


def key(value, kind):
    """What makes values the same in an expression of a type, and their order: null, conditions, numbers, times, texts.
    Texts that are numbers are in the places of these, and stay apart."""
    if value is None:
        return (0,)
    if isinstance(value, bool):
        return (1, value)
    if isinstance(value, Number):
        return (2, value.exact, 0, b"")
    if isinstance(value, Time):
        return (3, value.nanoseconds)
    text = value.encode()
    if kind == "any":
        number = printed(value)
        if number:
            return (2, number.exact, 0, b"")
        number = of_digits(value) if DECIMAL.match(value.strip(" \t")) and value == value.strip(" \t") else None
        number = number or (numeral(value, "number"))
        return (2, number.exact, 1, text) if number else (4, text)
    if kind.startswith("numeral"):
        number = numeral(value, kind.split(":")[1])
        if number:
            return (2, number.exact, 1, text)
    return (4, text)
