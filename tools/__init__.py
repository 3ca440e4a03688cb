"""Programs that make, publish and check the book: `python -m tools.<room>.<name>`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
