# L3: nearest-rank quantiles of sorted `path TAB microseconds` lines.
function quantile(percent) { return times[int((percent * n + 99) / 100)] }
function finish() { if (n) print path "\t" quantile(50) "\t" quantile(95) "\t" quantile(99) }
BEGIN { FS = "\t" }
$1 != path { finish(); path = $1; n = 0 }
{ times[++n] = $2 }
END { finish() }
