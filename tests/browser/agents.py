"""People whose browser is their agent."""

from typing import Any, Final

from playwright.sync_api import Page, Request, expect

from tests.browser.people import Market
from tests.browser.visits import Visitor
from tests.faults.bargains import PROFILE, PUBLIC
from tests.stacks import files_of_database

ENROL: Final = "/account/agents/browser/"
_MODULES: Final = (
    "bargaining",
    "checks",
    "hpke",
    "identity",
    "manifest",
    "market",
    "memories",
    "photos",
    "selling",
    "store",
    "terms",
)
_ASK: Final = """async (given) => {{
  const [{names}] = await Promise.all({paths}.map((path) => import(path)));
  const agent = await identity.load(sessionStorage.getItem("the person of a test") ?? "");
  try {{
    return {{ value: (await (async () => {{ {script} }})()) ?? null }};
  }} catch (error) {{
    return {{ refused: error.code ?? String(error), words: error.message }};
  }}
}}"""

_OFFER: Final = """const terms = selling.filledIn({ currency: "USD", ...given.terms }, given.public.asking_price);
  return (await selling.offer(agent, given.public, terms, { consent: "exact" })).id;"""
FLOOR, BUDGET = "15731.47", "18,264.39"
PRIVATE: Final = (
    *("15731.47", "1573147", "15,731.47", "18264.39", "1826439", "18,264.39"),
    *("canarynote", "gearbox whines", "canarybreaker"),
)
KEPT: Final = (
    "return (await Promise.all(given.map((name) => store.readAll(name, agent.fingerprint)))).flat().length;"
)


def enrol(visitor: Visitor, goal: str = "/account/agents/") -> Page:
    """The page at the goal, once the signed-in visitor's browser is an agent of theirs."""
    page = visitor.page
    page.goto(visitor.url(f"{ENROL}?next={goal}"))
    person = page.locator("#enrol").get_attribute("data-person")
    page.evaluate("(name) => sessionStorage.setItem('the person of a test', name)", person)
    page.locator("#make-key").click()
    page.wait_for_url(visitor.url(goal))
    expect(page.locator("h1")).to_be_visible()
    return page


def asked(page: Page, script: str, given: Any = None) -> dict[str, Any]:
    """What a script comes to that is run in a page with the browser agent's own modules: {value} or {refused, words}.

    The script sees the modules by their names, the visitor's `agent`, and `given`.
    """
    paths = [f"/static/js/agent/{name}.js" for name in _MODULES]
    said: dict[str, Any] = page.evaluate(
        _ASK.format(names=", ".join(_MODULES), paths=paths, script=script), given
    )
    return said


def told(page: Page, script: str, given: Any = None) -> Any:
    """The value; fails where the script was refused."""
    said = asked(page, script, given)
    assert "value" in said, said
    return said["value"]


class Overheard:
    """Everything that a browser sent: addresses, headers and bodies."""

    def __init__(self, page: Page) -> None:
        self.sent: list[bytes] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.sent.append(f"{request.method} {request.url} {request.headers}".encode())
        self.sent.append(request.post_data_buffer or b"")

    def finds(self, *canaries: str) -> list[str]:
        whole = b"\n".join(self.sent)
        return [one for one in canaries if one.encode() in whole]


def offer(page: Page, title: str, floor: str = FLOOR) -> str:
    """The id of a listing of the page's agent."""
    terms = {
        "limit": floor,
        "notes": "canarynote the gearbox whines in third",
        "dealbreakers": "canarybreaker",
    }
    listing: str = told(page, _OFFER, {"public": {**PUBLIC, "title": title}, "terms": terms})
    return listing


def fill_in(page: Page, budget: str = BUDGET) -> None:
    page.get_by_label("Profile").fill(PROFILE)
    page.get_by_label("The most that you would pay").fill(budget)
    page.get_by_label("What would end it").fill("canarybreaker\n")
    page.get_by_label("Notes for your persona").fill("canarynote: the gearbox whines")
    page.get_by_label("I have read what runs here").check()


def join(visitor: Visitor, listing: str, budget: str = BUDGET) -> str:
    """The id of the room that a person enters by the page."""
    page = visitor.page
    page.goto(visitor.url(f"/listings/{listing}/"))
    page.get_by_role("link", name="Join from this browser").click()
    fill_in(page, budget)
    page.get_by_role("button", name="Seal and join").click()
    page.wait_for_url("**/rooms/*/")
    return page.url.rstrip("/").rpartition("/")[2]


def found_in(market: Market, *canaries: str) -> set[str]:
    """Which of them stand in the clear in a file of the market's: rows, logs, whatever it keeps."""
    ground = market.stack.ground
    contents = [path.read_bytes() for path in ground.data_dir.rglob("*") if path.is_file()]
    contents += [content for _, content in files_of_database(market.stack)]
    return {one for one in canaries if any(one.encode() in content for content in contents)}
