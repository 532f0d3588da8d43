# B: `station;least;sum;greatest;count`, to be merged by merge-weather.awk.
BEGIN { FS = ";" }
{
    value = $2 + 0
    if (!($1 in count)) least[$1] = greatest[$1] = value
    else if (value < least[$1]) least[$1] = value
    else if (value > greatest[$1]) greatest[$1] = value
    sum[$1] += value
    count[$1]++
}
END {
    for (key in count)
        printf "%s;%.1f;%.1f;%.1f;%d\n", key, least[key], sum[key], greatest[key], count[key]
}
