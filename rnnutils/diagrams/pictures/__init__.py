"""The pictures, a file for each kind of network or idea."""
