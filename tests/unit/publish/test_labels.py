"""What a further language lacks is told at once, with file and text, and what it need not have."""

from __future__ import annotations

import pytest
import yaml

from dagster_project import languages
from dagster_project.company import CompanyError, Names, company_labels, joined, read_company
from dagster_project.languages import LanguageError
from dagster_project.publish.labels import (
    add_entries,
    begin_language,
    label_faults,
    lacking,
    own_texts,
    shared_texts,
    unused,
)
from dagster_project.publish.written_notes import load_rules
from tests.unit.publish.made_up_language import TAG, labels_of, language_folder, own, write_language
from tests.unit.publish.printed_values import company, golden_notes

OWN = {"names": own("虛構科技集團", "Imagined Technology Group"), "boundary": own("全部職場", "All sites")}


@pytest.fixture
def folder(monkeypatch, tmp_path):
    language_folder(monkeypatch, tmp_path / "languages")
    return tmp_path


def test_a_complete_language_lacks_nothing(folder):
    write_language(labels_of(shared_texts()))
    chosen = company(languages=["zh-Hant", TAG], **OWN)
    assert label_faults(chosen, own_texts(chosen)) == []
    assert unused(TAG, shared_texts()) == []


def test_the_three_languages_need_no_label_file():
    chosen = company(languages=["zh-Hant", "zh-Hans", "en"])
    assert label_faults(chosen, own_texts(chosen, notes=golden_notes())) == []


def test_every_missing_label_is_told_at_once_with_its_file_and_text(folder):
    labels = labels_of(shared_texts())
    small_base = load_rules().small_base.text.en
    for text in ("Water withdrawal", "Draft", small_base):
        del labels[text]
    labels["Water withdrawn"] = "«Water withdrawn»"
    write_language(labels)
    chosen = company(languages=["zh-Hant", TAG], names=OWN["names"])
    assert label_faults(chosen, own_texts(chosen, notes=golden_notes())) == [
        "xx.yml: no label for 'Draft' (wording.yml)",
        f"xx.yml: no label for {small_base!r} (written_notes.yml)",
        "xx.yml: no label for 'Water withdrawal' (kpis/water_withdrawal.yml)",
        "languages/xx.yml of the company: no label for 'All sites' (company.yml)",
        "languages/xx.yml of the company: no label for 'Text of the note' (notes)",
        "xx.yml: a label for 'Water withdrawn', which is no text",
        "`esg labels xx` adds entries to fill in",
    ]


def test_an_unknown_language_is_refused_with_those_that_are_known(folder):
    with pytest.raises(
        ValueError, match=r"'pt' is no known language. Known: en, zh-Hans, zh-Hant. .*`esg labels pt`"
    ):
        company(languages=["zh-Hant", "pt"])


def test_a_label_keeps_the_places_of_its_text(folder):
    write_language({"Page {page} of {pages}": "«{page}»", "Draft": "«Draft {year}»"})
    with pytest.raises(LanguageError) as told:
        languages.writing(TAG)
    assert "'Page {page} of {pages}' has the places {page}, {pages}, its label {page}." in str(told.value)
    assert "'Draft' has the places none, its label {year}." in str(told.value)


def test_a_text_is_labelled_once(folder):
    path = write_language({})
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["labels"] = [{"en": "Draft", "text": "a"}, {"en": "Draft", "text": "b"}]
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(LanguageError, match=r"'Draft' is named twice\. Keep one\."):
        languages.writing(TAG)


def test_conventions_are_all_there_and_have_their_places(folder):
    path = write_language({})
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    del content["between"]["kpis"]
    content |= {"date": "{day}", "locale": "Portuguese"}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(LanguageError, match="locale: String should match"):
        languages.writing(TAG)
    content["locale"] = "pt-PT"
    (path.with_name("yy.yml")).write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(LanguageError, match=r"no kpis; '\{day\}' needs \{day\}, \{month\}, \{year\}"):
        languages.writing("yy")


def test_a_text_that_is_the_same_everywhere_needs_no_label(folder):
    write_language({})
    assert Names.of("tCO₂e").in_language(TAG) == "tCO₂e"
    assert Names.model_validate({"zh-Hant": "kWh", "en": "kWh"}).in_language(TAG) == "kWh"
    with pytest.raises(LanguageError, match="xx: no label for '只有中文'"):
        Names.model_validate({"zh-Hant": "只有中文", "en": "只有中文"}).in_language(TAG)


def test_what_is_written_beside_a_text_counts_before_its_label(folder):
    write_language({"Water": "«Water»"})
    assert Names.model_validate({"zh-Hant": "水", "en": "Water", TAG: "own"}).in_language(TAG) == "own"
    assert Names.model_validate({"zh-Hant": "水", "en": "Water"}).in_language(TAG) == "«Water»"


def test_texts_are_put_together_in_each_language_by_its_own_signs(folder):
    write_language({"Employees": "«Employees»", "Female": "«Female»", "{a} of {b}": "{b} «of» {a}"})
    whole = Names.model_validate({"zh-Hant": "員工", "en": "Employees"})
    part = Names.model_validate({"zh-Hant": "女", "en": "Female"})
    template = Names.model_validate({"zh-Hant": "{b}的{a}", "en": "{a} of {b}"})
    composed = [whole.followed_by(part), joined([whole, part], "list"), template.filled(a=part, b=whole)]
    assert [one.in_language(TAG) for one in composed] == [
        "«Employees» = «Female»",
        "«Employees» + «Female»",
        "«Employees» «of» «Female»",
    ]
    assert [one.en for one in composed] == ["Employees: Female", "Employees, Female", "Female of Employees"]
    assert composed[0] == whole.followed_by(part) and len({composed[0], whole.followed_by(part)}) == 1


def test_labels_to_fill_in_are_added_once_and_what_stands_stays(folder):
    assert begin_language("pt") and not begin_language("pt")
    path = languages.language_file("pt")
    path.write_text(
        path.read_text(encoding="utf-8").replace("locale: en-GB", "locale: pt-PT  # mine"), "utf-8"
    )
    missing = lacking("pt", shared_texts())
    assert missing == [*missing] and {"Draft", "Page {page} of {pages}"} < {one.text for one in missing}
    begun = path.read_text(encoding="utf-8")
    assert add_entries(path, missing) == len(missing)
    assert path.read_text(encoding="utf-8").startswith(begun)
    assert add_entries(path, missing) == 0
    languages._read.cache_clear()
    assert languages.writing("pt").locale == "pt-PT"
    assert lacking("pt", shared_texts()) == missing


def test_a_company_labels_its_own_texts_in_its_folder(folder, company_folder):
    chosen = company_folder(["zh-Hant", TAG])
    write_language(labels_of(shared_texts()))
    faults = label_faults(read_company(chosen), own_texts(read_company(chosen)))
    assert [one for one in faults if "of the company" in one] == [
        "languages/xx.yml of the company: no label for 'Imagined Group' (company.yml)",
        "languages/xx.yml of the company: no label for 'All sites' (company.yml)",
    ]
    path = chosen / "languages" / "xx.yml"
    add_entries(path, lacking(TAG, own_texts(read_company(chosen))))
    path.write_text(path.read_text(encoding="utf-8").replace("text:", "text: «own»", 2), encoding="utf-8")
    assert company_labels(chosen) == {TAG: {"Imagined Group": "«own»", "All sites": "«own»"}}
    assert label_faults(read_company(chosen), own_texts(read_company(chosen))) == []


def test_a_broken_label_file_of_a_company_is_named(folder, company_folder):
    chosen = company_folder(["zh-Hant"])
    (chosen / "languages").mkdir()
    (chosen / "languages" / "xx.yml").write_text("- english: Draft\n", encoding="utf-8")
    with pytest.raises(CompanyError, match=r"languages/xx.yml:\n  0.en: Field required"):
        read_company(chosen)


@pytest.fixture
def company_folder(tmp_path):
    def write(chosen: list[str]):
        content = {
            "id": "imagined",
            "names": {"zh-Hant": "虛構集團", "en": "Imagined Group"},
            "first_year": 2022,
            "boundary": {"zh-Hant": "全部職場", "en": "All sites"},
            "exports": [],
            "languages": chosen,
        }
        made = tmp_path / "company"
        made.mkdir()
        (made / "company.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return made

    return write
