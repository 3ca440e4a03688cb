"""Attention written out in NumPy, from a mask to a Transformer block.

In the order they build on each other: `masks` (where to look), `functions` (scores, weights,
sums), `layers` (one comparison), `multi_head` (several), `positions`, `norm_and_shortcut`,
`transformer`.
"""
