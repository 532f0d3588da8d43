# I: `word TAB file:count` of one file.
{ for (i = 1; i <= NF; i++) count[$i]++ }
END { for (word in count) print word "\t" FILENAME ":" count[word] }
