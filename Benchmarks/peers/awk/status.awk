# L1: `status TAB requests TAB bytes`.
{ requests[$9]++; bytes[$9] += $10 }
END { for (status in requests) printf "%s\t%d\t%.0f\n", status, requests[status], bytes[status] }
