"""What a pack is made of: the edition that was printed, what it restates included."""

from __future__ import annotations

import json

import pytest

from dagster_project.pack import year as year_of_pack
from dagster_project.publish.draft import MANIFEST
from tests.unit.publish.printed_values import YEAR
from tests.unit.signoff.signing_company import SigningCompany


class AskedError(Exception):
    """The edition was asked for."""


def test_the_pack_knows_what_its_year_restates(tmp_path, monkeypatch):
    made = SigningCompany(tmp_path)
    (made.settings.draft_dir(YEAR) / MANIFEST).write_text(json.dumps({"inputs": "in"}), encoding="utf-8")
    told = object()

    def read_edition(*arguments, for_reviewers):
        assert told in arguments
        raise AskedError

    monkeypatch.setattr(year_of_pack, "restating", lambda *_: told)
    monkeypatch.setattr(year_of_pack, "read_edition", read_edition)
    with pytest.raises(AskedError), year_of_pack.opened(made.settings, YEAR):
        pass
