"""Who signs the made-up company's appendix off. Everything in it is invented."""

from __future__ import annotations

from typing import Any


def sign_off_yml() -> dict[str, Any]:
    """What `sign_off.yml` says: people with their roles, and the roles that have to approve."""
    return {
        "roles": {
            "data_owner_hr": {"zh-Hant": "人力資源數據負責人", "en": "Data owner, human resources"},
            "data_owner_facilities": {"zh-Hant": "設施數據負責人", "en": "Data owner, facilities"},
            "data_owner_procurement": {"zh-Hant": "採購數據負責人", "en": "Data owner, procurement"},
        },
        "people": {
            "controller": {"name": "沈可欣（虛構）", "roles": ["preparer"]},
            "hr": {"name": "梁仲文（虛構）", "roles": ["data_owner_hr"]},
            "facilities": {"name": "何啟明（虛構）", "roles": ["data_owner_facilities"]},
            "procurement": {"name": "蘇婉儀（虛構）", "roles": ["data_owner_procurement"]},
            "committee_chair": {"name": "鄭學勤（虛構）", "roles": ["committee"]},
            "board_secretary": {"name": "馮佩珊（虛構）", "roles": ["board"]},
        },
        "approvals": [
            "data_owner_hr",
            "data_owner_facilities",
            "data_owner_procurement",
            "committee",
            "board",
        ],
    }
