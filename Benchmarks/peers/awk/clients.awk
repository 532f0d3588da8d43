# L2: `client TAB requests`.
{ count[$1]++ }
END { for (client in count) print client "\t" count[client] }
