"""Long trainings: their tables and weights ship in `rnnutils/data`. They run on one thread."""

import os

from tools.book.kernels import ONE_THREAD

# NumPy and TensorFlow read this once, while they load: after this package, which is first.
os.environ.update(ONE_THREAD)
