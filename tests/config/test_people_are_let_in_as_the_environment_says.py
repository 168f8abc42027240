"""Local accounts are off in production unless the operator says otherwise; staff there always need a second factor."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.env import PROJECT, Environment
from config.settings.base import common

NAMES = ("LOCAL_ACCOUNTS", "STAFF_MFA", "ACCOUNT_EMAIL_VERIFICATION", "EMAIL_HOST")
SAY = f"""
import json
from config.settings import production
print(json.dumps([getattr(production, name) for name in {NAMES}]))
"""


def production(tmp_path: Path, **values: str) -> tuple[list[Any] | None, str]:
    """(the settings of NAMES, the last line of what stopped it)."""
    told = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "only here",
        "DATA_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "market.example",
        "REDIS_URL": "redis://127.0.0.1:1",
        "DATABASE_URL": "",
        "PATH": os.environ["PATH"],
        **values,
    }
    words = [sys.executable, "-c", SAY]
    ended = subprocess.run(words, cwd=PROJECT, env=told, capture_output=True, text=True, check=False)
    why = ended.stderr.splitlines()[-1] if ended.stderr else ""
    return (json.loads(ended.stdout) if ended.stdout else None), why


def test_production_has_no_local_accounts_and_wants_second_factors(tmp_path: Path) -> None:
    assert production(tmp_path)[0] == [False, True, "none", ""]
    assert production(tmp_path, STAFF_MFA="no")[0] == [False, True, "none", ""]


def test_local_accounts_in_production_show_their_address(tmp_path: Path) -> None:
    found, why = production(tmp_path, LOCAL_ACCOUNTS="yes")
    assert found is None
    assert "EMAIL_HOST is not set" in why
    found, _ = production(tmp_path, LOCAL_ACCOUNTS="yes", EMAIL_HOST="mail.example")
    assert found == [True, True, "mandatory", "mail.example"]


@pytest.mark.parametrize(("said", "local"), [(None, True), ("yes", True), ("no", False), ("maybe", False)])
def test_one_machine_has_local_accounts_unless_it_says_no(
    tmp_path: Path, said: str | None, local: bool
) -> None:
    values = {} if said is None else {"LOCAL_ACCOUNTS": said}
    found = common(Environment(values), secret_key="only here", data_dir=tmp_path)
    assert found["LOCAL_ACCOUNTS"] is local
    assert found["STAFF_MFA"] is True
    assert found["ACCOUNT_EMAIL_VERIFICATION"] == "none"


def test_a_form_may_lead_to_the_sso_that_is_named_and_to_no_other(tmp_path: Path) -> None:
    def leads(**values: str) -> list[str]:
        found = common(Environment(values), secret_key="only here", data_dir=tmp_path)
        policy: list[str] = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
        return policy[1:]

    assert leads() == []
    assert leads(ALIEN_PROVIDER_ADDRESS="00ab") == ["https://sso.alien-api.com"]
    assert leads(ALIEN_PROVIDER_ADDRESS="00ab", ALIEN_ISSUER="https://sso.example:8443/realm") == [
        "https://sso.example:8443"
    ]
