"""`python -m dagster_project.demo FOLDER` writes the made-up company into a folder. No logic."""

from __future__ import annotations

import argparse
from pathlib import Path

from dagster_project.demo.writer import write_company


def main() -> None:
    """Write the folder that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m dagster_project.demo", description="Write the made-up company's folder."
    )
    parser.add_argument("folder", type=Path, help="folder to write; files of the same names are replaced")
    parser.add_argument(
        "--seed",
        type=int,
        default=2023,
        help="another seed invents other people and bills with the same totals",
    )
    parser.add_argument(
        "--scale", type=int, default=1, help="every count and amount this many times as large (default 1)"
    )
    chosen = parser.parse_args()
    write_company(chosen.folder, seed=chosen.seed, scale=chosen.scale, progress=print)


if __name__ == "__main__":
    main()
