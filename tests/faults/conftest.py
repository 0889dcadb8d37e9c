"""The workbench that tests of faults share: a clean company that was run, to be copied and damaged."""

from __future__ import annotations

import pytest

from tests.conftest import RunCompany
from tests.faults.workbench import Clean, Workbench

YEAR = 2023


@pytest.fixture(scope="module")
def bench(run_company: RunCompany, tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    clean = Clean(run_company.settings.company_dir, run_company.settings.data_dir, YEAR)
    return Workbench(clean, tmp_path_factory.mktemp("faults"))
