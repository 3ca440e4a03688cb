"""Keras models as NumPy layers with the same weights and the same numbers.

`twins` translates layers, `graph` holds models that are not a row of layers, and
`functional_config` reads from Keras' configuration who reads whom.
"""
