# Adds up `key TAB count` lines.
BEGIN { FS = "\t" }
{ count[$1] += $2 }
END { for (key in count) print key "\t" count[key] }
