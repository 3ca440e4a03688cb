"""Kernels that start although another process took their port."""

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from tools.book import kernels


def dying(message, times):
    """Return a run that fails `times` times with `message`, and the list of its calls."""
    calls = []

    def run(page):
        calls.append(page)
        if len(calls) <= times:
            raise RuntimeError(message)
        return f"{page} done"

    return run, calls


@pytest.mark.parametrize("times", range(kernels.STARTS))
@pytest.mark.parametrize("words", kernels.NEVER_STARTED)
def test_a_kernel_that_never_answers_is_started_again(words, times):
    run, calls = dying(f"so it is: {words} 60 seconds", times)
    assert kernels.start_again(run)("page") == "page done"
    assert len(calls) == times + 1


def test_a_kernel_that_never_starts_is_given_up():
    run, calls = dying(f"Kernel died {kernels.NEVER_STARTED[0]}", kernels.STARTS)
    with pytest.raises(RuntimeError, match=kernels.NEVER_STARTED[0]):
        kernels.start_again(run)("page")
    assert len(calls) == kernels.STARTS


def test_a_kernel_that_dies_later_is_not_started_again():
    run, calls = dying("Kernel died", 1)
    with pytest.raises(RuntimeError, match="Kernel died"):
        kernels.start_again(run)("page")
    assert len(calls) == 1


def test_jupyter_says_what_start_again_listens_for_and_can_be_called_again(monkeypatch):
    class Sick(AsyncKernelManager):
        async def _async_start_kernel(self, **kwargs):
            await super()._async_start_kernel(**kwargs)
            started.append(self)
            if len(started) == 1:
                await self._async_shutdown_kernel(now=True)

        start_kernel = _async_start_kernel

    started = []
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(6 * 7)")])
    client = NotebookClient(notebook, kernel_name="python3", kernel_manager_class=Sick)
    kernels.start_again(client.execute)()
    assert len(started) == 2
    assert notebook.cells[0].outputs[0].text == "42\n"
