"""A folder is replaced as a whole though somebody made the old one read-only, or what an earlier crash left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.durable import remove_folder, replaced_folder
from tests.crashes.read_only import read_only
from tests.crashes.warm import forked


def write(folder: Path, text: str) -> None:
    with replaced_folder(folder) as made:
        (made / "pages").mkdir()
        (made / "pages" / "one.txt").write_text(text, encoding="utf-8")


def written(folder: Path) -> str:
    return (folder / "pages" / "one.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["draft", ".draft.old", ".draft.part"])
def test_a_read_only_folder_of_ours_is_replaced_and_nothing_is_left_behind(tmp_path, name):
    folder = tmp_path / "draft"
    write(folder, "before")
    if name != "draft":
        write(tmp_path / name, "left behind")
    with read_only(tmp_path / name):
        told = forked(lambda: write(folder, "after"), as_nobody_special=True)
        assert told["failure"] is None, told
    assert written(folder) == "after"
    assert [path.name for path in tmp_path.iterdir()] == ["draft"]


def test_what_may_not_be_written_says_so_and_stays(tmp_path):
    folder = tmp_path / "draft"
    write(folder, "before")
    with read_only(tmp_path):
        told = forked(lambda: write(folder, "after"), as_nobody_special=True)
        assert "Permission denied" in told["failure"]
        told = forked(lambda: remove_folder(folder), as_nobody_special=True)
        assert "Permission denied" in told["failure"]
    assert folder.is_dir()


def test_removing_follows_no_link(tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o500)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to(tmp_path / "elsewhere")
    remove_folder(tmp_path / "folder")
    assert not (tmp_path / "folder").exists()
    assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o500


def test_a_link_in_a_folders_place_is_replaced_and_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, "mine")
    elsewhere.chmod(0o500)
    (tmp_path / "draft").symlink_to(elsewhere)
    for text in ("first", "second"):
        write(tmp_path / "draft", text)
        assert written(tmp_path / "draft") == text
    assert (written(elsewhere), elsewhere.stat().st_mode & 0o777) == ("mine", 0o500)
