"""Part 16: what the draft consists of and was made from, each file hashed anew, and how to verify it."""

from __future__ import annotations

from collections.abc import Iterator

from dagster_project.digests import file_digest
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year
from dagster_project.publish.release import MANIFEST


def seal(year: Year) -> Part:
    """Part 16: hashes of the published files, and of all that made them."""
    folder = year.settings.draft_dir(year.year)
    files: list[list[Cell]] = []
    for name, digest in {**year.draft["files"], MANIFEST: None}.items():
        path = folder / name
        now = file_digest(path) if path.is_file() else None
        same = "—" if digest is None else "相符 unchanged" if now == digest else "不符 CHANGED"
        files.append([name, path.stat().st_size if now else None, digest or now, now, same])
    changed = sum(1 for row in files if str(row[4]).startswith("不符"))
    return Part(
        "16",
        "封存 Seal",
        "附錄各檔案的指紋、運行編號、代碼、模型及依賴 Fingerprints of the appendix's files, of the run, the code, the models "
        "and the locked packages",
        f"{len(files)} files, {changed} changed since they were written",
        [
            Table(
                "seal_files",
                "Files",
                "附錄檔案 Files of the appendix",
                [
                    Column("name", "檔案 File", 40),
                    Column("bytes", "位元組 Bytes", 14),
                    Column("sha256", "清單所載 sha256 in the manifest", 66),
                    Column("now", "現時 sha256 now", 66),
                    Column("state", "核對 Hashed anew", 18),
                ],
                files,
                "草稿沒有檔案 The draft has no files.",
                to_fill=TICK,
            ),
            Table(
                "seal_made_by",
                "Made by",
                "由何產生 What made them",
                [Column("what", "項目 Item", 50), Column("value", "內容 Value", 100)],
                list(_made_by(year)),
                "",
                to_fill=TICK,
            ),
        ],
    )


def _made_by(year: Year) -> Iterator[list[Cell]]:
    for run, code in year.rows("select distinct run_id, code_version from appendix.fct_figure"):
        yield ["運行編號 Run id (Dagster)", run]
        yield ["代碼指紋 sha256 of code, models, suites, reference data, lock", code]
    yield ["輸入指紋 Fingerprint of the inputs", str(year.draft["inputs"])]
    yield ["本冊指紋 Files of this pack", "SHA256SUMS; to verify: sha256sum -c SHA256SUMS"]
