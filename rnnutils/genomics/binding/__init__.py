"""DNA with binding sites.

`dna` (letters, strands, background), `motifs` (what a protein binds), `shuffles` and `sites`
(the task), `kmers` (words), `fasta` (a reader's own file), `logo` (the picture of a motif),
`networks` and `saliency` (what a network looks at).
"""
