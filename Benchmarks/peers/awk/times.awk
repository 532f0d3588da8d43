# L3: `path TAB microseconds` of every request.
{ print $7 "\t" $NF }
