"""Helpers of the course, listed in the order data flows through them."""

import os

# TensorFlow reads this when it is first imported; its log lines have no place on a page.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
