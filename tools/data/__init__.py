"""What else ships in `rnnutils/data` and `_static`, and how it was made."""
