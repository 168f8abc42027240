"""/api/v1/docs: every operation, code and component of the document, under the strict policy, without a script."""

import re

import pytest

from agents.models import Tenant
from rooms.openapi.document import document
from tests.documented import operations
from tests.parties import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cars: Tenant) -> str:
    found = browser().get("/api/v1/docs", headers={"host": "cars.localhost"})
    assert (found.status_code, found.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = found.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    return found.content.decode()


def test_every_call_has_an_anchor_an_example_and_its_answers(page: str) -> None:
    articles = dict(
        re.findall(r'<article class="call" aria-labelledby="(\w+)">(.*?)</article>', page, re.DOTALL)
    )
    assert set(articles) == {operation["operationId"] for operation in operations().values()}
    for (method, path), operation in operations().items():
        told = articles[operation["operationId"]]
        assert f"{method}</span> {path}</h3>" in told
        assert f"http://cars.localhost{path.partition('{')[0]}" in told
        assert re.findall(r'class="status">(\d+)<', told) == [*operation["responses"]]
        for answer in operation["responses"].values():
            schema = answer.get("content", {}).get("application/problem+json", {}).get("schema")
            codes = schema["allOf"][1]["properties"]["code"]["enum"] if schema else []
            assert [code for code in codes if f"<code>{code}</code>" not in told] == []


def test_every_address_within_the_page_is_there_once(page: str) -> None:
    ids = re.findall(r'id="([\w-]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([\w-]+)"', page)) <= set(ids)
    assert {f"component-{name}" for name in document()["components"]["schemas"]} <= set(ids)


def test_nothing_in_the_page_asks_the_policy_for_more(page: str) -> None:
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) > 50
    assert [one for one in addresses if not one.startswith(("/", "#"))] == []
