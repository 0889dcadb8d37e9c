"""What README and docs promise exists: make targets, esg commands, links, pictures, paths and SQL tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dagster_project.project import PROJECT_ROOT

PAGES = sorted(
    [PROJECT_ROOT / "README.md", PROJECT_ROOT / "CHANGELOG.md", *(PROJECT_ROOT / "docs").rglob("*.md")]
)
TOP_FOLDERS = {"dagster_project", "web", "dbt", "expectations", "seeds", "tests", "docs", ".ci"}
MADE_BY_RUNS = {"dbt/target/", "dagster_project/publish/static/"}

FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def page_id(path: Path) -> str:
    return path.relative_to(PROJECT_ROOT).as_posix()


def code_of(page: Path) -> list[str]:
    """Every piece of code of a page: what stands in backticks, and each line of a fenced block."""
    text = page.read_text(encoding="utf-8")
    lines = [line.split("#")[0].strip() for block in FENCED.findall(text) for line in block.splitlines()]
    return [*lines, *INLINE.findall(FENCED.sub("", text))]


def make_targets() -> set[str]:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def commands() -> dict[str, set[str]]:
    """The options of each esg command."""
    import typer.main

    from dagster_project.cli import app

    group = typer.main.get_command(app)
    return {
        name: {option for parameter in command.params for option in parameter.opts} | {"--help"}
        for name, command in getattr(group, "commands").items()  # noqa: B009
    }


def unknown_targets(code: list[str]) -> set[str]:
    named = {match for piece in code for match in re.findall(r"^make ([a-z-]+)", piece)}
    return named - make_targets()


def unknown_commands(code: list[str], commands: dict[str, set[str]]) -> set[str]:
    faults = set()
    for piece in code:
        words = re.sub(r"[\[\]]", "", piece).split()
        if words[:1] not in (["esg"], [".venv/bin/esg"]) or len(words) < 2:
            continue
        options = {word for word in words[2:] if word.startswith("--")}
        if words[1] not in commands or options - commands[words[1]]:
            faults.add(piece)
    return faults


def broken_links(page: Path) -> set[str]:
    broken = set()
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.add(target)
    return broken


def missing_paths(code: list[str]) -> set[str]:
    """Pieces that look like a path of the repository and are none; `<name>` and `*` stand for any name."""
    missing = set()
    for piece in code:
        if "/" not in piece or piece.split("/")[0] not in TOP_FOLDERS or piece in MADE_BY_RUNS:
            continue
        pattern = re.sub(r"<[^>]+>", "*", piece.rstrip("/"))
        if not any(PROJECT_ROOT.glob(pattern)):
            missing.add(piece)
    return missing


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_what_a_page_names_exists(page: Path, commands: dict[str, set[str]]):
    code = code_of(page)
    assert unknown_targets(code) == set()
    assert unknown_commands(code, commands) == set()
    assert missing_paths(code) == set()
    assert broken_links(page) == set()


def test_the_readme_opens_with_the_two_commands_and_names_every_command(commands: dict[str, set[str]]):
    text = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    assert [line.split("#")[0].strip() for line in FENCED.findall(text)[0].splitlines()] == [
        "make appendix",
        "make test",
    ]
    named = {
        match
        for piece in code_of(PROJECT_ROOT / "README.md")
        for match in re.findall(r"^esg ([a-z]+(?:-[a-z]+)*)", piece)
    }
    assert named == commands.keys()


def test_every_page_is_reached_from_the_readme():
    reached, todo = set(), [PROJECT_ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            path = (page.parent / target.partition("#")[0]).resolve()
            todo += sorted(path.glob("*.md")) if path.is_dir() else [path]
    assert set(PAGES) <= reached


def test_pages_name_no_folder_of_anybodys_machine():
    named = {
        page_id(page): found
        for page in PAGES
        if (
            found := re.findall(
                r"(?<![\w.])/(?:home|root|work|tmp|Users|var|opt)/", page.read_text(encoding="utf-8")
            )
        )
    }
    assert named == {}


def test_what_is_missing_would_be_found(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(
        "`make nothing` `esg nothing` `esg run --nothing 1` `seeds/nothing.yml` [x](nothing.md) [y](#nowhere)\n"
        "```sh\nmake nought  # why\n```\n",
        encoding="utf-8",
    )
    code = code_of(page)
    assert unknown_targets(code) == {"nothing", "nought"}
    assert unknown_commands(code, {"run": {"--year"}}) == {"esg nothing", "esg run --nothing 1"}
    assert missing_paths(code) == {"seeds/nothing.yml"}
    assert broken_links(page) == {"nothing.md", "#nowhere"}
