"""The check of pages finds what it is there to find."""

import pytest

from tests.markup import flaws

SOUND = '<!doctype html><html lang="en"><head><title>A</title></head><body><main><h1>A</h1>{}</main></body></html>'


def test_a_sound_page_has_no_flaw() -> None:
    more = (
        '<label for="q">Q</label><input id="q"><ul><li><a href="https://elsewhere.example/">out</a></li></ul>'
    )
    assert flaws(SOUND.format(more).encode()) == []


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("<p><div></div></p>", "unexpected-end-tag"),
        ("<p><b></p>", "end-tag"),
        ('<p id="x"></p><p id="x"></p>', "id x stands 2 times"),
        ('<label for="q">Q</label>', "for of a label names q"),
        ('<div aria-labelledby="q">Q</div>', "aria-labelledby of a div names q"),
        ("<ul><p>x</p></ul>", "a p stands in a ul"),
        ("<dl><p>x</p></dl>", "a p stands in a dl"),
        ("<span><ul><li>x</li></ul></span>", "a ul stands in a span"),
        ("<a href='/'><span><button>x</button></span></a>", "a button stands in a a"),
        ("<template><tr><div>x</div></tr></template>", "in a template"),
        ("<template><p><div></div></p></template>", "in a template"),
        ("<img src='/x'>", "an img has no alt"),
        ("<h1>again</h1>", "2 h1"),
        ("<p style='color:red'>x</p>", "an inline style on a p"),
        ("<script>1</script>", "an inline script"),
        ("<p onclick='x()'>x</p>", "onclick on a p"),
        ("<img alt='' src='//elsewhere.example/x'>", "a img from //elsewhere.example/x"),
        ("<form action='https://elsewhere.example/'></form>", "a form from https://elsewhere.example/"),
    ],
)
def test_a_flaw_is_told(part: str, told: str) -> None:
    assert any(told in one for one in flaws(SOUND.format(part).encode())), flaws(SOUND.format(part).encode())


def test_a_page_without_language_or_title_is_flawed() -> None:
    assert {"no lang", "no title"} <= set(flaws(b"<!doctype html><html><body><h1>A</h1></body></html>"))
