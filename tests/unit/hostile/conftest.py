from pathlib import Path

import pytest

from tests.unit.intake.company_folder import CompanyFolder


@pytest.fixture
def folder(tmp_path: Path) -> CompanyFolder:
    """A company folder with a mapping that claims every file."""
    folder = CompanyFolder(tmp_path)
    folder.map()
    return folder
