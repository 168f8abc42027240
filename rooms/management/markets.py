"""The demo markets: how they look, and what they deal in."""

from typing import Final, NamedTuple

from marketplace.domain.category import CategoryPlan, FieldPlan


class DemoMarket(NamedTuple):
    """accent, accent_dark: colours on light and on dark paper."""

    slug: str
    name: str
    host: str
    mark: str
    accent: str
    accent_dark: str
    categories: tuple[CategoryPlan, ...]


_FUEL: Final = FieldPlan("fuel", "choice", choices=("petrol", "diesel", "petrol hybrid", "electric"))
_GEARBOX: Final = FieldPlan("transmission", "choice", choices=("manual", "automatic"))
_MOTORS: Final = (
    FieldPlan("make"),
    FieldPlan("model"),
    FieldPlan("year", "number"),
    FieldPlan("mileage", "number", unit="miles"),
    _FUEL,
)
_CYCLES: Final = (FieldPlan("frame"), FieldPlan("gears"), FieldPlan("wheels"), FieldPlan("condition"))

DEMO_MARKETS: Final = (
    DemoMarket(
        "cars",
        "Alien Cars",
        "cars.localhost",
        mark="◐",
        accent="#3d4fc4",
        accent_dark="#a9b4ff",
        categories=(
            CategoryPlan("Used cars", (*_MOTORS, _GEARBOX)),
            CategoryPlan("Classic cars", (*_MOTORS, _GEARBOX)),
            CategoryPlan("Vans", (*_MOTORS, FieldPlan("beds"))),
        ),
    ),
    DemoMarket(
        "bikes",
        "Alien Bikes",
        "bikes.localhost",
        mark="◎",
        accent="#0b6b53",
        accent_dark="#6fdcbd",
        categories=(
            CategoryPlan("Road", _CYCLES),
            CategoryPlan("Touring", _CYCLES),
            CategoryPlan(
                "Cargo",
                (
                    FieldPlan("motor"),
                    FieldPlan("battery", "number", unit="Wh"),
                    FieldPlan("distance", "number", unit="km"),
                    FieldPlan("brakes"),
                ),
            ),
        ),
    ),
)
