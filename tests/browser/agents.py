"""People whose browser is their agent."""

from typing import Any, Final

from playwright.sync_api import Page, expect

from tests.browser.visits import Visitor

ENROL: Final = "/account/agents/browser/"
_MODULES: Final = (
    "bargaining",
    "checks",
    "hpke",
    "identity",
    "manifest",
    "market",
    "memories",
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
