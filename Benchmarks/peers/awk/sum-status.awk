# L1: adds up the output of status.awk.
BEGIN { FS = "\t" }
{ requests[$1] += $2; bytes[$1] += $3 }
END { for (status in requests) printf "%s\t%d\t%.0f\n", status, requests[status], bytes[status] }
