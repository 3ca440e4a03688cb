"""Pytest, told about the kernels and about the notebooks that nbval collects."""

import pytest
from nbval.kernel import RunningKernel

from tools.book import kernels
from tools.notebooks import committed
from tools.notebooks import from_solutions as exercises

kernels.prepare()


def _execute(self, cell_input, allow_stdin=None):
    """Run a cell as Jupyter does: nbval keeps no history, and without it `;` silences nothing."""
    return self.kc.execute(cell_input, allow_stdin=allow_stdin, stop_on_error=False)


RunningKernel.execute_cell_input = _execute
RunningKernel.__init__ = kernels.start_again(RunningKernel.__init__)


def pytest_collectstart(collector):
    """Keep nbval from comparing what differs between machines: stderr and pictures."""
    if type(collector).__name__ == "IPyNbFile":
        collector.skip_compare += ("stderr", *committed.IMAGES)


def pytest_collect_file(file_path, parent):
    """Add to every notebook that nbval collects the test that nbval will look at it all."""
    if parent.config.getoption("nbval", False) and file_path.suffix == ".ipynb":
        return CommittedFile.from_parent(parent, path=file_path)
    return None


class CommittedFile(pytest.File):
    """A notebook, for the one test that reads it without running it."""

    def collect(self):
        """Yield that test."""
        yield CommittedForm.from_parent(self, name="committed form")


class CommittedForm(pytest.Item):
    """The test that a notebook can be compared and says what its folder promises."""

    def runtest(self):
        """Fail with all faults at once."""
        found = committed.faults(exercises.read(self.path), self.path.parent.name)
        if found:
            pytest.fail("\n".join(found), pytrace=False)

    def repr_failure(self, excinfo, style=None):
        """Show the faults and no traceback through this file."""
        return str(excinfo.value)

    def reportinfo(self):
        """Name the notebook."""
        return self.path, 0, f"{self.path.name}: committed form"
