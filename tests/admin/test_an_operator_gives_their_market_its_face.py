"""Name, mark, colours, categories and roles of a market are its operator's to set, those of another market never."""

from typing import Any

import pytest

from agents.models import Act, Membership, Tenant, User
from marketplace.models import Category, CategoryField
from tests.agents.people import Browser, told

pytestmark = pytest.mark.django_db
LOOK = {"name": "Fine cars", "mark": "◐", "accent": "#0b6b53", "accent_dark": "#6fdcbd"}


def fields(*rows: dict[str, Any], had: int = 0) -> dict[str, Any]:
    """The inline forms of a category's attributes."""
    sent: dict[str, Any] = {"fields-TOTAL_FORMS": len(rows), "fields-INITIAL_FORMS": had}
    plain = {"name": "", "kind": "text", "choices": "", "unit": "", "position": 0}
    for place, row in enumerate(rows):
        sent |= {f"fields-{place}-{name}": value for name, value in (plain | row).items()}
    return sent


def saved(browser: Browser, path: str, sent: dict[str, Any]) -> bool:
    """Whether the desk took it; a refusal is the form again."""
    answer = browser.post(path, sent)
    assert answer.status_code in (200, 302)
    return answer.status_code == 302


def test_an_operator_changes_the_look_and_not_the_address(operator: Browser, cars: Tenant) -> None:
    assert saved(
        operator, f"/admin/agents/tenant/{cars.pk}/change/", {**LOOK, "host": "evil.example", "slug": "x"}
    )
    now = Tenant.objects.get(pk=cars.pk)
    assert (now.name, now.mark, now.accent, now.accent_dark) == tuple(LOOK.values())
    assert (now.host, now.slug) == (cars.host, cars.slug)
    assert Act.objects.get().changes["name"] == [cars.name, "Fine cars"]
    assert "Fine cars" in told(operator.get("/"))


def test_a_colour_that_cannot_be_read_is_refused(operator: Browser, cars: Tenant) -> None:
    assert not saved(operator, f"/admin/agents/tenant/{cars.pk}/change/", {**LOOK, "accent": "#ffff00"})
    assert not saved(operator, f"/admin/agents/tenant/{cars.pk}/change/", {**LOOK, "accent": "red;}"})
    assert not saved(operator, f"/admin/agents/tenant/{cars.pk}/change/", {**LOOK, "accent_dark": ""})
    assert Tenant.objects.get(pk=cars.pk).accent == cars.accent


def test_another_market_has_no_page(operator: Browser, bikes: Tenant) -> None:
    assert operator.get(f"/admin/agents/tenant/{bikes.pk}/change/").status_code == 404
    assert operator.post(f"/admin/agents/tenant/{bikes.pk}/change/", LOOK).status_code == 404
    assert operator.get("/admin/agents/tenant/add/").status_code == 404
    assert Tenant.objects.get(pk=bikes.pk).name == bikes.name


def test_categories_are_made_with_their_attributes_and_filter_the_catalogue(
    operator: Browser, cars: Tenant, bikes: Tenant
) -> None:
    sent = fields(
        {"name": "Fuel", "kind": "choice", "choices": " petrol \n\ndiesel\npetrol"},
        {"name": "Mileage", "kind": "number", "unit": "miles", "position": 1},
    )
    assert saved(
        operator,
        "/admin/marketplace/category/add/",
        {"name": "  Used   cars ", "position": 0, "tenant": bikes.pk, **sent},
    )
    made = Category.objects.get()
    assert (made.tenant, made.name, made.slug) == (cars, "Used cars", "used-cars")
    assert [(one.name, one.slug, one.choices) for one in made.fields.all()] == [
        ("Fuel", "fuel", "petrol\ndiesel"),
        ("Mileage", "mileage", ""),
    ]
    assert Act.objects.get().tenant == cars
    assert "Fuel" in told(operator.get("/listings/?category=used+cars"))


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"name": "used cars"}, "Another category has that name."),
        ({"name": "Used-cars"}, "Another category has that name."),
        ({"name": "☂"}, "A name needs a letter"),
        ({"name": "Vans", **fields({"name": "Fuel", "kind": "choice"})}, "Say what there is to choose from."),
        ({"name": "Vans", **fields({"name": "Fuel", "choices": "a"})}, "Only a choice has choices."),
        ({"name": "Vans", **fields({"name": "Fuel"}, {"name": "fuel "})}, "Another attribute has that name."),
    ],
)
def test_a_category_that_cannot_be_is_refused_in_words(
    operator: Browser, cars: Tenant, sent: dict[str, Any], why: str
) -> None:
    cars.categories.create(name="Used cars", slug="used-cars")
    answer = operator.post("/admin/marketplace/category/add/", {"position": 0, **fields(), **sent})
    assert answer.status_code == 200
    assert why in told(answer)
    assert Category.objects.count() == 1
    assert not CategoryField.objects.exists()


def test_attributes_that_exchange_their_names_are_told_to_take_turns(operator: Browser, cars: Tenant) -> None:
    one = cars.categories.create(name="Used cars", slug="used-cars")
    rows = [one.fields.create(name=name, slug=name, position=at) for at, name in enumerate(("fuel", "make"))]
    sent = fields({"name": "make", "id": rows[0].pk}, {"name": "fuel", "id": rows[1].pk}, had=2)
    sent |= {f"fields-{at}-category": str(one.pk) for at in range(2)}
    answer = operator.post(
        f"/admin/marketplace/category/{one.pk}/change/", {"name": one.name, "position": 0, **sent}
    )
    assert "Another attribute has that name." in told(answer)


def test_a_category_of_another_market_has_no_page(operator: Browser, bikes: Tenant) -> None:
    theirs = bikes.categories.create(name="Gravel", slug="gravel")
    for way in ("change", "delete"):
        assert operator.get(f"/admin/marketplace/category/{theirs.pk}/{way}/").status_code == 404
        assert (
            operator.post(f"/admin/marketplace/category/{theirs.pk}/{way}/", {"post": "yes"}).status_code
            == 404
        )
    assert "Gravel" not in told(operator.get("/admin/marketplace/category/"))
    assert Category.objects.get().name == "Gravel"


def test_a_role_is_given_by_the_user_name_and_at_the_operators_market_alone(
    operator: Browser, cars: Tenant, bikes: Tenant
) -> None:
    anna = User.objects.create_user("anna", "anna@example.com")
    page = "/admin/agents/membership/add/"
    assert "anna" not in told(operator.get(page))  # nobody is listed
    assert saved(operator, page, {"username": "anna", "role": "auditor", "tenant": bikes.pk})
    given = Membership.objects.get(person=anna)
    assert (given.tenant, given.role) == (cars, "auditor")
    act = Act.objects.get()
    assert (act.tenant, act.verb, act.changes) == (
        cars,
        "added",
        {"username": [None, "anna"], "role": [None, "auditor"]},
    )
    for refused, why in (
        ({"username": "anna", "role": "auditor"}, "They have that role already."),
        ({"username": "nobody at all", "role": "auditor"}, "Nobody has that user name."),
        ({"username": "anna", "role": "emperor"}, "not one of the available choices"),
    ):
        assert why in told(operator.post(page, refused))
    assert Membership.objects.filter(person=anna).count() == 1


def test_a_superuser_says_the_market(superuser: Browser, bikes: Tenant) -> None:
    User.objects.create_user("anna")
    assert saved(
        superuser,
        "/admin/agents/membership/add/",
        {"username": "anna", "role": "operator", "tenant": bikes.pk},
    )
    assert Membership.objects.get(person__username="anna").tenant == bikes
    assert saved(
        superuser,
        "/admin/marketplace/category/add/",
        {"name": "Gravel", "position": 0, "tenant": bikes.pk, **fields()},
    )
    assert Category.objects.get().tenant == bikes
