"""Measurements of the tests and of the speed."""
