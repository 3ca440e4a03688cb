"""Header buttons that open a page as a notebook: in Colab, in Binder, or as a download.

They stand on the pages that tools/publish/branch.py publishes and on no other. The theme's own
buttons are not used: for a .md page they lead to a notebook that does not exist. Nothing is
requested from a third party until a reader follows a link.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from tools.book import execute
from tools.notebooks.files import render, write
from tools.publish import addresses, branch

DOWNLOADS = "notebooks"  # folder of the site


class Launch:
    """The buttons of one build."""

    def __init__(self) -> None:
        self.root, self.url, self.executed = Path(), "", False
        self.pages: set[str] = set()

    def configure(self, app: Sphinx, config: Any) -> None:
        """Take the address of a fork from the environment, for the theme's links as well."""
        self.root = Path(app.srcdir)
        self.url = addresses.repository_url(self.root)
        config.html_theme_options["repository_url"] = self.url
        self.executed = config.nb_execution_mode == "cache"

    def collect(self, app: Sphinx) -> None:
        """Find the pages that will be published."""
        self.pages = set(branch.launchable(self.root))

    def add(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Put the buttons in front of those of the theme."""
        if pagename not in self.pages or "header_buttons" not in context:
            return
        context["header_buttons"].insert(
            0,
            {
                "type": "group",
                "label": "launch-buttons",
                "tooltip": "Run this page",
                "icon": "fas fa-rocket",
                "buttons": [
                    {
                        "type": "link",
                        "label": f"launch-{label}",
                        "text": text,
                        "tooltip": tooltip,
                        "url": url,
                    }
                    for label, text, tooltip, url in self.links(pagename, context["pathto"])
                ],
            },
        )

    def links(
        self, page: str, pathto: Callable[[str, int], str]
    ) -> list[tuple[str, str, str, str]]:
        """Return label, text, tooltip and address of each button of a page."""
        download = pathto(f"{DOWNLOADS}/{addresses.notebook_path(page)}", 1)
        return [
            (
                "colab",
                "Open in Colab",
                "Runs on Google's machines, with an account",
                addresses.colab_url(self.url, page),
            ),
            (
                "binder",
                "Open in Binder",
                "Runs on a public machine, without an account; takes minutes to start",
                addresses.binder_url(self.url, page),
            ),
            ("download", "Download notebook", "Runs in your own Jupyter", download),
        ]

    def write_downloads(self, app: Sphinx, exception: Exception | None) -> None:
        """Convert the pages for the download buttons."""
        if exception is None and app.builder.format == "html":
            with tempfile.TemporaryDirectory() as folder:  # the wheel itself is on the branch
                cache = self.root / execute.CACHE if self.executed else None
                publisher = branch.Publisher(self.root, Path(folder), self.url, cache)
            for page in sorted(self.pages):
                notebook, _ = publisher.convert(page)
                path = Path(app.outdir) / DOWNLOADS / addresses.notebook_path(page)
                write(path, render(notebook))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all of it; the theme makes its header buttons at priority 501."""
    launch = Launch()
    app.connect("config-inited", launch.configure)
    app.connect("builder-inited", launch.collect)
    app.connect("html-page-context", launch.add, priority=502)
    app.connect("build-finished", launch.write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
