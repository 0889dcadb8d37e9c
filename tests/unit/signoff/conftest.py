from __future__ import annotations

import pytest

from tests.unit.signoff.signing_company import SigningCompany


@pytest.fixture
def signing(tmp_path) -> SigningCompany:
    return SigningCompany(tmp_path)
