"""Exercises from solutions, and the form in which notebooks are committed."""
