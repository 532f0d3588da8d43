# B: `station TAB least TAB mean TAB greatest` from the output of one or several weather.awk.
BEGIN { FS = ";" }
{
    if (!($1 in count)) { least[$1] = $2 + 0; greatest[$1] = $4 + 0 }
    if ($2 + 0 < least[$1]) least[$1] = $2 + 0
    if ($4 + 0 > greatest[$1]) greatest[$1] = $4 + 0
    sum[$1] += $3
    count[$1] += $5
}
END {
    # The addend makes halves of a tenth go up, in spite of binary fractions.
    for (key in count)
        printf "%s\t%.1f\t%.1f\t%.1f\n", key, least[key], sum[key] / count[key] + 1e-9, greatest[key]
}
