"""An earlier report's table as opening comparatives: by ids or by labels, as text or workbook, or refused whole."""

from __future__ import annotations

import csv
import shutil

import pytest
import xlsxwriter
import yaml

from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import ledger_file, read_ledger
from dagster_project.signoff.published_import import MAPPING_FILE, import_published

BY_ID = (
    "年度,指標編號,維度,成員,刊載值\n"
    '2022,ghg_scope2,total,total,"1,326.30"\n'
    "2022,headcount,gender,female,120\n"
    "2022,satisfaction,total,total,9 (滿分10分)\n"
)
FIGURES = {
    ("ghg_scope2", "total", "total"): "1,326.30",
    ("headcount", "gender", "female"): "120",
    ("satisfaction", "total", "total"): "9 (滿分10分)",
}


@pytest.fixture
def settings(made_up_company, tmp_path):
    """A new company: who signs is settled, nothing was published and no mapping feeds published figures."""
    company = tmp_path / "company"
    company.mkdir()
    for name in ("company.yml", "sign_off.yml", "indicators.yml", "chapters.yml"):
        shutil.copyfile(made_up_company / name, company / name)
    return Settings(company, tmp_path / "data")


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "ESG report 2022.PDF"
    path.write_bytes(b"%PDF-1.7 made up")
    return path


def written(settings, year=2022):
    text = (settings.company_dir / "published" / f"{year}.csv").read_text(encoding="utf-8-sig")
    _, *rows = csv.reader(text.splitlines())
    assert {row[0] for row in rows} == {str(year)}
    return {tuple(row[1:4]): row[4] for row in rows}


def faults_of(settings, report, path, year=2022, **options):
    before = {one: one.read_bytes() for one in settings.company_dir.rglob("*") if one.is_file()}
    with pytest.raises(SignOffError) as caught:
        import_published(settings, year, path, report, "controller", **options)
    assert {one: one.read_bytes() for one in settings.company_dir.rglob("*") if one.is_file()} == before
    return caught.value.faults


def table(tmp_path, text, name="table.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_by_ids_is_registered_with_its_document_and_mapping(settings, report, tmp_path):
    done = import_published(settings, 2022, table(tmp_path, BY_ID), report, "controller", title="ESG 2022")
    assert written(settings) == FIGURES
    assert done.document == settings.company_dir / "evidence" / "published_2022.pdf"
    assert done.document.read_bytes() == report.read_bytes()
    assert yaml.safe_load((settings.company_dir / MAPPING_FILE).read_text())["from"] == "published"
    (entry,) = read_ledger(ledger_file(settings))
    assert (entry.kind, entry.year, entry.by, entry.body["figures"]) == (
        "published_import",
        2022,
        "controller",
        3,
    )


def test_a_title_that_would_be_a_formula_is_marked_as_text(settings, report, tmp_path):
    done = import_published(settings, 2022, table(tmp_path, BY_ID), report, "controller", title="=1+2")
    assert ",'=1+2\r\n" in done.table.read_bytes().decode("utf-8")


def test_the_same_again_changes_nothing(settings, report, tmp_path):
    path = table(tmp_path, BY_ID)
    import_published(settings, 2022, path, report, "controller")
    again = import_published(settings, 2022, path, report, "controller")
    assert not again.changed
    assert len(read_ledger(ledger_file(settings))) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "big5hkscs", "utf-16"])
def test_lines_are_known_by_their_labels_in_chinese(settings, report, tmp_path, encoding):
    text = (
        "section,category,kpi,breakdown,unit,2021,2022,note\n"
        '環境,排放,溫室氣體排放（範圍2）,,噸二氧化碳當量,-,"1,326.30",\n'
        "社會,僱員,按性別劃分的僱員人數,女性,人,-,120,\n"
    )
    labels = in_registry("zh-Hant")
    text = text.replace("溫室氣體排放（範圍2）", labels["ghg_scope2"]).replace(
        "按性別劃分的僱員人數", labels["employees"]
    )
    text = text.replace("女性", labels["female"])
    import_published(settings, 2022, table(tmp_path, text, encoding=encoding), report, "controller")
    assert written(settings) == {key: FIGURES[key] for key in list(FIGURES)[:2]}


def in_registry(language):
    from dagster_project.registry.kpis import load_kpis

    kpis = load_kpis()
    gender = kpis["headcount"].breakdowns["gender"]
    return {
        "ghg_scope2": kpis["ghg_scope2"].names.in_language(language),
        "employees": gender.names.in_language(language),
        "female": gender.members["female"].in_language(language),
        "satisfaction": kpis["satisfaction"].names.in_language(language),
    }


def test_a_workbook_says_what_its_cells_show(settings, report, tmp_path):
    labels, path = in_registry("en"), tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        two, whole = (
            book.add_format({"num_format": "#,##0.00"}),
            book.add_format({"num_format": '#,##0" (滿分10分)"'}),
        )
        sheet = book.add_worksheet("Cover")
        sheet.write(0, 0, "Made up")
        sheet = book.add_worksheet("Table")
        sheet.write_row(1, 0, ["KPI", "Breakdown", "Unit", "2022"])
        sheet.write_row(2, 0, [labels["ghg_scope2"], "", ""])
        sheet.write_number(2, 3, 1326.3, two)
        sheet.write_row(3, 0, [labels["satisfaction"], "", ""])
        sheet.write_number(3, 3, 9, whole)
        sheet.write_number(9, 9, 1, book.add_format({"num_format": "0." + "0" * 40}))
        sheet.write_row(4, 0, [labels["employees"], labels["female"], "", "120"])
    import_published(settings, 2022, path, report, "controller")
    assert written(settings) == FIGURES


def test_every_line_that_cannot_be_used_is_told_at_once_and_nothing_is_written(settings, report, tmp_path):
    text = (
        BY_ID + "2021,ghg_scope2,total,total,5\n2022,no_such,total,total,5\n2022,water,total,total,about 5\n"
    )
    text += "2022,headcount,gender,female,121\n"
    told = faults_of(settings, report, table(tmp_path, text))
    assert ["row 5" in told[0], "row 5" in told[1]] == [True, True]
    for part in ("row 6", "no_such", "row 7", "about 5", "row 8", "121 for headcount/gender/female"):
        assert any(part in one for one in told), part
    assert all("to do:" in one for one in told)


def test_a_label_that_nothing_or_several_are_called_is_told(settings, report, tmp_path):
    told = faults_of(settings, report, table(tmp_path, "kpi,breakdown,unit,2022\nNo such thing,,,5\n"))
    assert len(told) == 1
    assert "No such thing" in told[0]
    assert "row 2" in told[0]


def test_a_file_without_the_headings_is_told(settings, report, tmp_path):
    (told,) = faults_of(settings, report, table(tmp_path, "a,b\n1,2\n"))
    assert "no heading" in told


def test_other_content_is_written_over_only_on_purpose(settings, report, tmp_path):
    import_published(settings, 2022, table(tmp_path, BY_ID), report, "controller")
    other = table(tmp_path, BY_ID.replace("120", "121"), "other.csv")
    (told,) = faults_of(settings, report, other)
    assert "--force" in told
    import_published(settings, 2022, other, report, "controller", force=True)
    assert written(settings)["headcount", "gender", "female"] == "121"
    assert len(read_ledger(ledger_file(settings))) == 2


def test_a_year_that_was_published_here_and_people_who_may_not_are_refused(settings, report, tmp_path):
    (settings.releases_dir(2022) / "v1").mkdir(parents=True)
    path = table(tmp_path, BY_ID)
    assert any("sealed version v1" in one for one in faults_of(settings, report, path))
    with pytest.raises(SignOffError, match="preparer"):
        import_published(settings, 2021, path, report, "board_secretary")


def test_of_figures_that_are_called_alike_the_unit_decides_or_they_are_told(settings, report, tmp_path):
    """A company's own indicator may have the name of a KPI; without its unit nobody knows which is meant."""
    indicators = yaml.safe_load((settings.company_dir / "indicators.yml").read_text(encoding="utf-8"))
    name, kind = next((name, one) for name, one in indicators.items() if "unit_names" in one)
    label = in_registry("en")["ghg_scope2"]
    indicators[name] = kind | {"names": kind["names"] | {"en": label}}
    (settings.company_dir / "indicators.yml").write_text(yaml.safe_dump(indicators, allow_unicode=True))
    shutil.copyfile(settings.company_dir / "company.yml", tmp_path / "kept.yml")
    unclear = table(tmp_path, f'kpi,breakdown,unit,2022\n"{label}",,,5\n')
    (told,) = faults_of(settings, report, unclear)
    assert "ghg_scope2" in told
    assert name in told
    unit = kind["unit_names"]["en"] if isinstance(kind["unit_names"], dict) else kind["unit_names"]
    clear = table(tmp_path, f'kpi,breakdown,unit,2022\n"{label}",,"{unit}",5\n', "clear.csv")
    import_published(settings, 2022, clear, report, "controller")
    assert written(settings) == {(name, "total", "total"): "5"}


@pytest.mark.parametrize("name", ["evidence", "published"])
def test_nothing_is_written_through_a_link_that_leads_out(settings, report, tmp_path, name):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (settings.company_dir / name).symlink_to(elsewhere)
    (fault,) = faults_of(settings, report, table(tmp_path, BY_ID))
    assert f"{name}/ is a link that leads out of the company folder" in fault
    assert not list(elsewhere.iterdir())
