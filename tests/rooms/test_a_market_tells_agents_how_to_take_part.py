"""GET /.well-known/alien-agent-id.json, the meta tag, and what GET /instructions tells of a market."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from agents.models import Tenant
from marketplace.models import Policy
from rooms.openapi.discovery import service_manifest
from tests.documented import operations
from tests.parties import Party, Workshop, browser

pytestmark = pytest.mark.django_db

MANIFEST = "/.well-known/alien-agent-id.json"
MOST_BYTES = 8192
TOP = {"version", "service", "auth", "api"}
OPERATION = {"name", "title", "description", "method", "path", "auth", "inputSchema"}
INPUT = {"type", "properties", "required", "additionalProperties", "description"}
PROPERTY = {"type", "description", "enum", "maxLength", "items"}
SCALARS = {"string", "number", "integer", "boolean"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST_HOST = ".".join(["x" * 60] * 4)[:243] + ".localhost"


def get(path: str, host: str = "cars.localhost", **headers: str) -> Any:
    return browser().get(path, headers={"host": host, **headers})


def manifest(host: str = "cars.localhost") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(get(MANIFEST, host).content)
    return told


def check(raw: bytes, host: str) -> None:
    """What the readers of alien-id/agent-id hold a manifest of version 2 to. Fails where they would refuse."""
    assert len(raw) <= MOST_BYTES
    told = json.loads(raw)
    assert told.keys() == TOP
    assert told["version"] == 2
    assert told["service"].keys() == {"name", "url"}
    assert 1 <= units(told["service"]["name"]) <= 80
    assert told["auth"].keys() == {"header", "scheme"}
    assert re.fullmatch("[A-Za-z0-9-]{1,64}", told["auth"]["header"])
    assert told["auth"]["scheme"] in {"DPoP", "Bearer", "none"}
    assert told["api"].keys() == {"base", "specUrl", "operations"}
    for address in (told["service"]["url"], told["api"]["base"], told["api"]["specUrl"]):
        where = urlsplit(address).netloc
        assert where == host or where.endswith(f".{host}")
    names = [one["name"] for one in told["api"]["operations"]]
    assert 1 <= len(names) == len(set(names)) <= 50
    for one in told["api"]["operations"]:
        check_operation(one)


def check_operation(one: dict[str, Any]) -> None:
    assert one.keys() <= OPERATION
    assert re.fullmatch("[a-zA-Z][a-zA-Z0-9_]{0,63}", one["name"])
    assert 1 <= units(one.get("title", "a title")) <= 80
    assert 1 <= units(one["description"]) <= 1024
    assert not CONTROL.search(one["description"])
    assert one["method"] in {"GET", "POST", "PUT", "PATCH", "DELETE"}
    assert re.fullmatch(r"/[^\s?#]{0,199}", one["path"])
    assert one.get("auth", "required") in {"required", "optional", "none"}
    taken = one.get("inputSchema", {"type": "object", "properties": {}})
    assert taken.keys() <= INPUT
    assert taken["type"] == "object"
    assert isinstance(taken.get("additionalProperties", True), bool)
    assert units(taken.get("description", "")) <= 200
    assert len(taken["properties"]) <= 20
    assert set(taken.get("required", ())) <= taken["properties"].keys()
    assert set(re.findall(r"{(\w+)}", one["path"])) <= taken["properties"].keys()
    for member in taken["properties"].values():
        check_property(member)


def check_property(member: dict[str, Any]) -> None:
    assert member.keys() <= PROPERTY
    assert member["type"] in SCALARS | {"array"}
    assert units(member.get("description", "")) <= 200
    assert 1 <= len(member.get("enum", "x")) <= 32
    assert member.get("maxLength", 0) in range(100_001)
    assert "items" not in member or (member["type"] == "array" and member["items"] in SCALARS)


def units(text: str) -> int:
    """A text's length as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2


def test_the_manifest_is_one_that_its_readers_take(workshop: Workshop) -> None:
    found = get(MANIFEST, "cars.localhost:8000")
    assert found.status_code == 200
    assert found.headers["Content-Type"] == "application/json"
    check(found.content, "cars.localhost:8000")


@pytest.mark.parametrize(
    "name", ["x" * 100, "車" * 100, "😀" * 50, "a" + "😀" * 50], ids=["latin", "wide", "pairs", "odd"]
)
def test_it_fits_whatever_the_market_is_called(workshop: Workshop, cars: Tenant, name: str) -> None:
    cars.name, cars.host = name, LONGEST_HOST
    cars.save()
    found = get(MANIFEST, f"{LONGEST_HOST}:65535")
    check(found.content, f"{LONGEST_HOST}:65535")
    assert name.startswith(json.loads(found.content)["service"]["name"])
    assert name[:5].encode() in found.content, "no escapes: they are three times as long"


def test_each_market_tells_of_itself(workshop: Workshop, cars: Tenant, bikes: Tenant) -> None:
    for tenant in (cars, bikes):
        told = manifest(tenant.host)
        assert told["service"] == {"name": tenant.name, "url": f"http://{tenant.host}/"}
        assert told["api"]["base"] == f"http://{tenant.host}/api/v1"


def test_an_address_by_https_is_told_as_https(workshop: Workshop) -> None:
    found = browser().get(MANIFEST, headers={"host": "cars.localhost"}, secure=True)
    told = json.loads(found.content)
    assert told["service"]["url"] == "https://cars.localhost/"
    assert told["api"]["specUrl"] == "https://cars.localhost/api/v1/schema"


def test_every_operation_is_one_of_the_openapi_document_and_few_are_left_out(
    workshop: Workshop,
) -> None:
    told = {(one["name"], one["method"], f"/api/v1{one['path']}") for one in manifest()["api"]["operations"]}
    known = {(one["operationId"], method, path) for (method, path), one in operations().items()}
    assert told <= known
    of_photos = {name for name, _, _ in known if "Photo" in name}
    of_auditors = {"exportContracts", "archiveContracts", "tabulateContracts"}
    of_few = {"getSchema", "listTokens", "revokeToken", "pauseListing", "resumeListing"}
    assert {name for name, _, _ in known - told} == of_few | of_auditors | of_photos


def test_what_is_told_of_credentials_and_members_is_what_the_document_says(workshop: Workshop) -> None:
    found = {one["name"]: one for one in manifest()["api"]["operations"]}
    assert [found[name].get("auth") for name in ("verify", "listListings", "openRoom")] == [
        "none",
        "optional",
        None,
    ]
    assert found["openRoom"]["inputSchema"] == {
        "type": "object",
        "properties": {
            "manifest_digest": {"type": "string"},
            "listing": {"type": "string"},
            "listing_digest": {"type": "string"},
            "profile": {"type": "string", "maxLength": 4000},
        },
        "required": ["listing", "listing_digest", "manifest_digest", "profile"],
        "additionalProperties": True,
        "description": "Also, as specUrl tells: terms, sealed_terms.",
    }
    assert found["makeChallenge"]["inputSchema"] == {
        "type": "object",
        "properties": {"purpose": {"type": "string", "enum": ["token", "revoke"]}},
        "required": ["purpose"],
        "additionalProperties": False,
    }
    assert found["listListings"]["inputSchema"]["properties"]["sort"]["enum"]


@pytest.mark.parametrize("path", ["getMe", "listListings", "getManifest", "listRooms", "listContracts"])
def test_base_and_path_are_an_address_that_answers(workshop: Workshop, alice: Party, path: str) -> None:
    one = next(one for one in manifest()["api"]["operations"] if one["name"] == path)
    assert alice.call(one["method"], one["path"].removeprefix("/")).status == 200


@pytest.mark.parametrize("path", [MANIFEST, "/instructions"])
def test_whoever_has_it_may_keep_it_for_a_while(workshop: Workshop, path: str) -> None:
    found = get(path)
    assert found.headers["Cache-Control"] == "public, max-age=300"
    assert not {"Set-Cookie", "Vary"} & set(found.headers)
    again = get(path, **{"if-none-match": found.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(path, "bikes.localhost").headers["ETag"] != found.headers["ETag"]


@pytest.mark.parametrize("path", [MANIFEST, "/instructions"])
def test_a_host_that_is_no_markets_has_none(workshop: Workshop, path: str) -> None:
    assert get(path, "boats.localhost").status_code == 404


@pytest.mark.parametrize("path", ["/", "/listings/", "/api/v1/docs", "/sign-in/", "/nothing-here/"])
def test_every_page_says_that_there_is_a_manifest(workshop: Workshop, path: str) -> None:
    head = get(path).content.decode().partition("</head>")[0]
    assert head.count('<meta name="alien-agent-id" content="v1">') == 1


def test_the_front_page_leads_agents_to_the_instructions(workshop: Workshop) -> None:
    assert '<a href="/instructions">' in get("/").content.decode()


def test_the_instructions_are_markdown_with_the_addresses_of_the_host(workshop: Workshop) -> None:
    found = get("/instructions", "bikes.localhost:8000")
    assert found.headers["Content-Type"] == "text/markdown; charset=utf-8"
    page = found.content.decode()
    assert "API='http://bikes.localhost:8000/api/v1'" in page
    assert '== ("bikes.localhost", "token")' in page
    assert "cars" not in page.replace("scars", "")
    for path in ("/api/v1/docs", "/api/v1/schema", MANIFEST):
        assert f"http://bikes.localhost:8000{path}" in page
    for remnant in ("{{", "{%", "&quot;", "&#x27;", "&lt;"):
        assert remnant not in page


def test_the_instructions_tell_the_rules_of_this_market(workshop: Workshop, cars: Tenant) -> None:
    rules = Policy.objects.get(tenant=cars)
    rules.require_verified_owner, rules.agents_see_turns = True, True
    rules.rooms_per_owner_per_listing, rules.allowance_days, rules.max_unsigned_deals = 2, 14, 3
    rules.save()
    page = get("/instructions").content.decode()
    assert "only agents with a verified owner" in page
    assert "You have 2 rooms a\nlisting in 14 days" in page
    assert "more than 3 deals unsigned" in page
    assert "/transcript" in page
    rules.require_verified_owner, rules.agents_see_turns = False, False
    rules.rooms_per_owner_per_listing = 1
    rules.save()
    page = get("/instructions").content.decode()
    assert "a key is enough" in page
    assert "You have 1 room a\nlisting" in page
    assert "/transcript" not in page
    assert "keeps the talk from agents" in page


def test_the_manifest_of_a_name_is_never_half_a_character() -> None:
    assert service_manifest("a" + "😀" * 50, "https://x")["service"]["name"] == "a" + "😀" * 39
