"""What is wrong with a page as HTML: its syntax, by html5lib, and what references and nesting promise."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import html5lib

REFERS: Final = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
"""Attributes that name elements of the page by their ids (WHATWG HTML, WAI-ARIA 1.2)."""
INTERACTIVE: Final = {"a", "button", "input", "select", "textarea", "label", "summary"}
WITHIN: Final = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"div", "dt", "dd", "script", "template"},
    "tr": {"th", "td", "script", "template"},
    "select": {"option", "optgroup", "hr", "script", "template"},
}
"""What alone may stand directly within these (WHATWG HTML, content models)."""
NOT_IN_A_PHRASE: Final = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "form",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
}
PHRASES: Final = {"span", "a", "strong", "em", "code", "label", "button", "p", "dt", "h1", "h2", "h3", "time"}
LOADS: Final = {
    "img": "src",
    "script": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "form": "action",
}
TEMPLATE: Final = re.compile(r"<template[^>]*>(.*?)</template>", re.DOTALL)
NAMESPACE: Final = re.compile(r"{[^}]*}")


def flaws(page: bytes) -> list[str]:
    """Sentences; none for a sound page.

    Beyond validity a page of ours has one h1, a language, a title, no inline script, style or handler, and loads
    nothing from elsewhere.
    """
    text = page.decode()
    parser = html5lib.HTMLParser()
    tree = parser.parse(TEMPLATE.sub("", text))
    wrong = [f"line {place[0]}: {code} {data}" for place, code, data in parser.errors]
    inert = [one for part in TEMPLATE.findall(text) for one in _of_a_template(part.strip())]
    return [*wrong, *inert, *_of_ids(tree), *_of_nesting(tree), *_of_the_house(tree)]


def _of_a_template(part: str) -> Iterator[str]:
    """html5lib does not know the element, whose content is parsed as that of whatever it would stand in."""
    parser = html5lib.HTMLParser()
    tree = parser.parseFragment(part, container="tbody" if part.startswith("<tr") else "div")
    yield from (f"in a template: {code} {data}" for _, code, data in parser.errors)
    yield from _of_nesting(tree)


def _of_ids(tree: Any) -> Iterator[str]:
    ids = Counter(one.get("id") for one in tree.iter() if one.get("id"))
    yield from (f"id {name} stands {count} times" for name, count in ids.items() if count > 1)
    for one in tree.iter():
        for attribute in REFERS:
            missing = [name for name in one.get(attribute, "").split() if name not in ids]
            yield from (f"{attribute} of a {_tag(one)} names {name}, which is not there" for name in missing)


def _of_nesting(tree: Any) -> Iterator[str]:
    for one in tree.iter():
        tag = _tag(one)
        for child in one:
            if tag in WITHIN and _tag(child) not in WITHIN[tag]:
                yield f"a {_tag(child)} stands in a {tag}"
            if tag in PHRASES and _tag(child) in NOT_IN_A_PHRASE and not (tag == "a" and _tag(child) != "a"):
                yield f"a {_tag(child)} stands in a {tag}"
        if tag in ("a", "button"):
            yield from (
                f"a {_tag(x)} stands in a {tag}"
                for x in one.iter()
                if x is not one and _tag(x) in INTERACTIVE
            )
        if tag == "img" and one.get("alt") is None:
            yield "an img has no alt"


def _of_the_house(tree: Any) -> Iterator[str]:
    tags = Counter(_tag(one) for one in tree.iter())
    if tags["h1"] != 1:
        yield f"{tags['h1']} h1"
    if not tree.get("lang"):
        yield "no lang"
    if not any(_tag(one) == "title" and (one.text or "").strip() for one in tree.iter()):
        yield "no title"
    for one in tree.iter():
        tag = _tag(one)
        if tag == "style" or one.get("style") is not None:
            yield f"an inline style on a {tag}"
        if (
            tag == "script"
            and not one.get("src")
            and one.get("type") not in ("application/json", "importmap")
        ):
            yield "an inline script"
        yield from (f"{name} on a {tag}" for name in one.attrib if str(name).startswith("on"))
        if urlsplit(one.get(LOADS.get(tag, ""), "")).netloc:
            yield f"a {tag} from {one.get(LOADS[tag])}"


def _tag(element: Any) -> str:
    return NAMESPACE.sub("", element.tag) if isinstance(element.tag, str) else ""
