"""The environment in which every kernel of the course runs.

One place, because a page, a refreshed notebook and its validation must see the same
machine: an output that depends on the number of threads would differ between them.
"""

import functools
import os

# Two cores are shared by parallel kernels; more threads than cores make all of them slow.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
ENVIRONMENT = {
    **ONE_THREAD,
    # TensorFlow reads this once, while it loads; its log lines do not belong on a page.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # oneDNN announces itself at any log level; without it the 7th digit differs.
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

# TensorFlow writes that oneDNN is on before it reads its log level. Such lines of C++ stay out
# of the outputs; what Python writes to stderr, a warning for example, is still caught.
ARGUMENTS = ["--IPKernelApp.capture_fd_output=False"]


def prepare():
    """Set the environment for all kernels started from this process."""
    os.environ.update(ENVIRONMENT)


STARTS = 3  # tries that a kernel gets
DIED_AT_START = "before replying to kernel_info"  # what Jupyter says of it


def start_again(run):
    """Return `run`, repeated if the kernel it starts dies before it can answer.

    Jupyter looks for free TCP ports and hands them to a new kernel, which takes them a moment
    later. By then another process may have one of them, and the kernel cannot start.
    """

    @functools.wraps(run)
    def patient(*args, **kwargs):
        for _ in range(STARTS - 1):
            try:
                return run(*args, **kwargs)
            except RuntimeError as error:
                if DIED_AT_START not in str(error):
                    raise
        return run(*args, **kwargs)

    return patient
