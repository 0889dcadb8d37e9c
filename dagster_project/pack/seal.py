"""Part 16: what the appendix consists of and was made from, each file hashed anew, and how to verify it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dagster_project.digests import file_digest
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year
from dagster_project.publish.draft import MANIFEST
from dagster_project.sealing.manifest import MadeBy, made_by, read_manifest
from dagster_project.sealing.verify import verify
from dagster_project.signoff.ledger import head_of, ledger_file
from dagster_project.warehouse.dbt_project import manifest_json


def seal(year: Year) -> Part:
    """Part 16: hashes of the appendix's files and of all that made them; of a published version, its verification."""
    folder = year.settings.releases_dir(year.year) / (year.version or "draft")
    named: Mapping[str, str | None] = {
        **(read_manifest(folder).files if year.version else year.draft["files"]), MANIFEST: None,
    }  # fmt: skip
    files: list[list[Cell]] = []
    for name, digest in named.items():
        path = folder / name
        now = file_digest(path) if path.is_file() else None
        same = "—" if digest is None else "相符 unchanged" if now == digest else "不符 CHANGED"
        files.append([name, path.stat().st_size if now else None, digest or now, now, same])
    changed = sum(1 for row in files if str(row[4]).startswith("不符"))
    checks = _checks(year)
    return Part(
        "16",
        "封存 Seal",
        "附錄各檔案的指紋、運行編號、代碼、模型及依賴 Fingerprints of the appendix's files, of the run, the "
        "code, the models "
        "and the locked packages",
        f"{year.version or 'draft, not sealed yet'}: {len(files)} files, {changed} changed since they were written",
        [
            Table(
                "seal_files",
                "Files",
                f"附錄檔案 Files of the appendix: releases/{year.year}/{folder.name}",
                [
                    Column("name", "檔案 File", 40),
                    Column("bytes", "位元組 Bytes", 14),
                    Column("sha256", "清單所載 sha256 in the manifest", 66),
                    Column("now", "現時 sha256 now", 66),
                    Column("state", "核對 Hashed anew", 18),
                ],
                files,
                "附錄沒有檔案 The appendix has no files.",
                to_fill=TICK,
            ),
            Table(
                "seal_made_by",
                "Made by",
                "由何產生 What made them",
                [Column("what", "項目 Item", 56), Column("value", "內容 Value", 100)],
                list(_made_by(year)),
                "",
                to_fill=TICK,
            ),
            Table(
                "verification",
                "Verification",
                "封存核對 Verification of the sealed version",
                [
                    Column("what", "核對 Looked at", 50),
                    Column("outcome", "結果 Outcome", 24),
                    Column("found", "所見 Found", 100),
                ],
                checks,
                "尚未發布，故沒有封存可核對 Nothing is published that prints this, so there is no seal to verify yet.",
                to_fill=TICK,
            ),
        ],
    )


def _made_by(year: Year) -> Iterator[list[Cell]]:
    folder = year.settings.releases_dir(year.year) / (year.version or "draft")
    if year.version:
        maker, inputs = read_manifest(folder).made_by, read_manifest(folder).inputs
        verification = f"esg verify {folder.relative_to(year.settings.company_dir)}"
    else:
        run = year.rows("select min(run_id) from appendix.fct_figure")[0][0]
        maker, inputs = made_by(manifest_json(), str(run)), {}
        verification = "發布後 once it is published: esg verify releases/<year>/<version>"
    yield from _maker(maker)
    yield ["輸入指紋 Fingerprint of the inputs and the code", str(year.draft["inputs"])]
    for name, digest in inputs.items():
        yield [f"輸入 Input: {name}", digest]
    yield ["帳冊末項 Head of the ledger", head_of(year.ledger)]
    yield ["核對附錄 To verify the appendix", verification]
    yield ["核對本冊 To verify this pack", "sha256sum -c SHA256SUMS"]


def _maker(maker: MadeBy) -> Iterator[list[Cell]]:
    yield ["運行編號 Run id (Dagster)", maker.run_id]
    yield ["代碼提交 Commit of git", maker.commit or "沒有 no checkout"]
    yield ["代碼、模型、檢查、參考數據 sha256 of code, models, suites, reference data, lock", maker.code]
    yield ["依賴鎖定 sha256 of requirements.lock", maker.lock]
    yield ["dbt 清單 sha256 of dbt's models, seeds and tests", maker.dbt_manifest]
    yield ["登記 sha256 of KPIs, contracts, standards", maker.registry]
    yield ["參考數據及因子 sha256 of reference data, factors among them", maker.factors]
    yield ["檢查 sha256 of the suites", maker.suites]
    yield ["Python", maker.python]
    yield ["套件 Libraries", ", ".join(f"{name} {version}" for name, version in maker.libraries.items())]


def _checks(year: Year) -> list[list[Cell]]:
    if year.version is None:
        return []
    folder = year.settings.releases_dir(year.year) / year.version
    return [
        [
            one.what,
            "不符 FAULT" if one.faults else "相符 holds" if one.asked else "未能核對 could not be looked at",
            "; ".join(one.faults) or one.found,
        ]
        for one in verify(folder, ledger=ledger_file(year.settings)).checks
    ]
