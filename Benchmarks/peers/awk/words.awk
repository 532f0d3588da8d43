# W: counts of words.
{ for (i = 1; i <= NF; i++) count[$i]++ }
END { for (word in count) print word "\t" count[word] }
