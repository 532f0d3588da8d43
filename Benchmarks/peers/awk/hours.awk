# L4: `hour TAB distinct clients`.
{
    hour = substr($4, 2, 14)
    key = hour " " $1
    if (!(key in seen)) {
        seen[key]
        clients[hour]++
    }
}
END { for (hour in clients) print hour "\t" clients[hour] }
