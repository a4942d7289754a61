# lines.sed - each line of a text as a string in C, with a comma behind it.
s/[\\"]/\\&/g
s/.*/"&\\n",/
