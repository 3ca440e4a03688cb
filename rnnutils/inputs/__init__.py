"""What goes into a network: data that ships, and how data of any kind becomes arrays.

`datasets` and `measured` (tables of runs too long for a page) read what the package brings.
`preprocessing` and `windowing` prepare a series, `encoding` symbols; `tasks` and `dates` make
examples to learn from.
"""
