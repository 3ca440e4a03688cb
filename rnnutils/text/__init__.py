"""Text, a character at a time.

`metrics`, `ngrams`, a network in NumPy (`characters`), drawing from a model (`sampling`) and
networks in Keras (`keras_networks`).
"""
