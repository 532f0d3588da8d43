# I: joins the files of equal words, which follow each other.
BEGIN { FS = "\t" }
$1 != word || NR == 1 {
    if (NR > 1) print ""
    word = $1
    printf "%s\t%s", $1, $2
    next
}
{ printf " %s", $2 }
END { if (NR) print "" }
