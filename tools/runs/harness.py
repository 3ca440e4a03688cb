"""A file of measurements that grows by a line a run, so that stopped work goes on where it was."""

import csv


class Record:
    """The runs in a CSV file; `keys` are the columns that tell one run from another."""

    def __init__(self, path, columns, keys):
        self.path, self.keys = path, keys
        if not path.exists():
            path.write_text(",".join(columns) + "\n")

    def rows(self):
        """Return the lines written so far, each as a dict of strings."""
        with self.path.open(newline="") as file:
            return list(csv.DictReader(file))

    def has(self, *run):
        """Return whether a run is in the file; another process may have written it."""
        run = tuple(map(str, run))
        return any(run == tuple(row[key] for key in self.keys) for row in self.rows())

    def add(self, line):
        """Write the line of one run."""
        with self.path.open("a", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(line)
