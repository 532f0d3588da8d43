# I: `word TAB offset` for each word of each line, once a line. REQUIRES: LC_ALL=C, so that length counts bytes.
{
    for (i = 1; i <= NF; i++)
        if (line[$i] != NR) {
            line[$i] = NR
            print $i "\t" offset + 0
        }
    offset += length($0) + 1
}
