"""The environment in which every kernel of the course runs.

One place, because a page, a refreshed notebook and its validation must see the same
machine: an output that depends on the number of threads would differ between them.
"""

import asyncio
import functools
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")

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


def prepare() -> None:
    """Set the environment for all kernels started from this process."""
    os.environ.update(ENVIRONMENT)


STARTS = 3  # tries that a kernel gets
NEVER_STARTED = ("before replying to kernel_info", "Kernel didn't respond in")  # says Jupyter


def start_again(run: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
    """Return `run`, repeated if the kernel it starts never answers.

    Jupyter looks for free TCP ports and hands them to a new kernel, which takes them a moment
    later. By then another process may have one of them: the kernel cannot start, or is not heard.
    """

    @functools.wraps(run)
    def patient(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
        for _ in range(STARTS - 1):
            try:
                return run(*args, **kwargs)
            except RuntimeError as error:
                if not any(words in str(error) for words in NEVER_STARTED):
                    raise
        return run(*args, **kwargs)

    return patient


class Client(NotebookClient):
    """Runs a notebook in a kernel that leaves as any Python program does.

    Jupyter signals a kernel to leave, waits for all its children, of which some ignore signals
    (those of joblib that tidy up), and kills it after five seconds. Signals and kill come in the
    middle of leaving, on a busy machine often: then it writes what frightens and means nothing
    to stderr. So an idle kernel is asked to end by itself, and a busy one is killed at once.
    """

    LEAVING = 60  # seconds that an idle kernel gets
    idle = False

    async def async_execute_cell(self, *args: Any, **kwargs: Any) -> NotebookNode:
        """Execute one cell, and know afterwards whether the kernel is still at work."""
        self.idle = False
        try:
            cell = await super().async_execute_cell(*args, **kwargs)
        except CellExecutionError:
            self.idle = True
            raise
        self.idle = True
        return cell

    async def _async_cleanup_kernel(self) -> None:
        if self.idle and self.kc and self.km:
            self.kc.execute("get_ipython().ask_exit()", silent=True, store_history=False)
            given_up = time.monotonic() + self.LEAVING
            while await ensure_async(self.km.is_alive()) and time.monotonic() < given_up:
                await asyncio.sleep(0.02)
        self.shutdown_kernel = "immediate"
        await super()._async_cleanup_kernel()


def client(notebook: NotebookNode, folder: Path, timeout: float, **options: Any) -> Client:
    """Return a client that runs `notebook` in `folder`, where no cell may take longer."""
    return Client(
        notebook,
        timeout=timeout,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        **options,
    )


# A process that has opened sockets and a database is not to be forked; this one has not.
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["jupyter_cache", "myst_nb.core.read", "nbclient"])


def workers(number: int | None = None) -> ProcessPoolExecutor:
    """Return a pool of processes that run kernels, one for each core if no number is given."""
    return ProcessPoolExecutor(number or cores(), FRESH, _begin_work)


def cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin_work() -> None:
    """Prepare a worker, which is to end when its parent does, however that ends."""
    prepare()
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent:
            parent.join()
            os._exit(1)  # and its kernel follows

    threading.Thread(target=follow, daemon=True).start()
