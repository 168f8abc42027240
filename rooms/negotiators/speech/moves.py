"""The moves of a conversation: greet, answer, praise, raise, answer, react, offer, close. Each says one thing.

A move returns a sentence or two, or None where it has nothing to say; `turns` strings them together.
"""

from collections.abc import Callable, Iterator

from rooms.negotiators.speech import english
from rooms.negotiators.speech.aspects import Aspect
from rooms.negotiators.speech.phrasebook import uses
from rooms.negotiators.speech.phrases import closing, opening, price, replies
from rooms.negotiators.speech.scene import Scene
from rooms.negotiators.speech.topics import Bank

Move = Callable[[Scene], str | None]

_SMALL_STEP = 2
_LARGE_STEP = 5
_FAR = 18
_NEAR = 6
_EARLY = 2


def greet(scene: Scene) -> str | None:
    if scene.brief.role == "buyer":
        return scene.say(opening.BUYER_HELLO)
    house = (opening.SELLER_HELLO_HOUSE,) if scene.name.house else ()
    return scene.say(*house, opening.SELLER_HELLO)


def introduce(scene: Scene) -> str | None:
    """The seller's second sentence: the buyer's own words where they are clear, else the thing itself."""
    ways: dict[str, Move] = {
        "wish": lambda s: s.say(opening.SELLER_SEES_WISH),
        "order": lambda s: s.say(opening.SELLER_SEES_ORDER),
        "wanted": _see_wanted,
        "quote": quote,
        "praise": praise,
    }
    return _first(scene, "introduce", ways) or scene.say(opening.SELLER_PLAIN) or think(scene)


def need(scene: Scene) -> str | None:
    """The buyer says what it came for, in the words of its profile where they are clear."""
    return scene.say(opening.BUYER_WISH, opening.BUYER_ORDER, opening.BUYER_PLAIN)


def quote(scene: Scene) -> str | None:
    bank = opening.SELLER_QUOTES if scene.brief.role == "seller" else opening.BUYER_QUOTES
    return next((said for piece in scene.quotes()[:1] if (said := scene.say(bank, quote=piece))), None)


def praise(scene: Scene) -> str | None:
    """The seller brings up something that the listing states."""
    for aspect in (
        *scene.unraised("praise", stated=True, wanted=True),
        *scene.unraised("praise", stated=True, wanted=False),
    ):
        if said := scene.say(aspect.talk.praise, aspect=aspect):
            return said
    return None


def think(scene: Scene) -> str | None:
    """A thought about such things in general, which claims nothing about this one."""
    kind = scene.kind
    return scene.say(kind.seller_thoughts if scene.brief.role == "seller" else kind.buyer_thoughts)


def heard_a_thought(scene: Scene) -> bool:
    """Whether the other side's last line has an opinion in it that a nod can answer."""
    theirs = scene.kind.buyer_thoughts if scene.brief.role == "seller" else scene.kind.seller_thoughts
    last = scene.last_line(scene.other)
    return any(uses(thought, last) for thought in theirs)


def elaborate(scene: Scene) -> str | None:
    """Something more about the thing or the fit, for a turn that would be a mere nod."""
    more = (praise, quote, probe, think, react) if scene.brief.role == "seller" else (raise_aspect, react)
    return next((said for move in more if (said := move(scene))), None)


def probe(scene: Scene) -> str | None:
    """The seller asks what the buyer needs, unless the buyer has said so."""
    told = scene.wish or scene.ordered
    asked = any(uses(t, line) for t in replies.SELLER_PROBES for line in scene.lines_of("seller"))
    if asked or (told and (scene.words.said(told) or scene.words.said(english.to_you(told)))):
        return None
    return scene.say(replies.SELLER_PROBES)


def raise_aspect(scene: Scene) -> str | None:
    """The buyer brings up something: a wish met or missed, a like, a doubt, a question, a quotation."""
    ways: dict[str, Move] = {
        "miss": lambda s: _about(s, "miss", replies.BUYER_MISSES, stated=False, wanted=True),
        "match": _match,
        "like": _like,
        "doubt": _doubt,
        "ask": _ask,
        "gap": _ask_gap,
        "quote": quote,
    }
    return _first(scene, "raise", ways) or think(scene)


def reply(scene: Scene) -> str | None:
    """An answer to what the other side's last line raised."""
    return _seller_reply(scene) if scene.brief.role == "seller" else _buyer_reply(scene)


def react(scene: Scene) -> str | None:
    """A word on the other side's offer: how far it is, or whether it moved."""
    gap = scene.offers.gap
    if not gap:
        return None
    distance: Bank = price.FAR_APART if gap > _FAR else price.SOME_WAY if gap > _NEAR else price.NEARLY
    if gap > _FAR and scene.offers.their_step is None:
        distance += price.FAR_APART_AT_FIRST
    if _NEAR < gap <= _FAR and scene.offers.their_step and scene.brief.round > _EARLY:
        distance += price.SOME_WAY_BY_NOW
    movement = _movement(scene)
    if movement and scene.words.chance("movement", 5):
        return scene.say(movement, distance)
    return scene.say(distance, movement)


def offer(scene: Scene) -> str | None:
    """This turn's offer in money; None where no offer is voiced."""
    if scene.brief.offer_band is None:
        return None
    seller = scene.brief.role == "seller"
    last_resort = price.SELLER_DOWN if seller else price.BUYER_UP
    return (
        scene.say(_offer_bank(scene, seller=seller), last_resort)
        or f"{scene.offers.amount(scene.brief.offer_band)}."
    )


def sum_up(scene: Scene) -> str | None:
    return scene.say(closing.SELLER_SUMS_UP if scene.brief.role == "seller" else closing.BUYER_SUMS_UP)


def judge_fit(scene: Scene) -> str | None:
    return scene.say(closing.SELLER_FIT if scene.brief.role == "seller" else closing.BUYER_FIT)


def farewell(scene: Scene) -> str | None:
    return scene.say(closing.SELLER_FAREWELL if scene.brief.role == "seller" else closing.BUYER_FAREWELL)


def _first(scene: Scene, purpose: str, ways: dict[str, Move]) -> str | None:
    for way in scene.words.order(purpose, list(ways)):
        if said := ways[way](scene):
            return said
    return None


def _about(scene: Scene, purpose: str, bank: Bank, *, stated: bool, wanted: bool) -> str | None:
    sayings = (scene.say(bank, aspect=a) for a in scene.unraised(purpose, stated=stated, wanted=wanted))
    return next((said for said in sayings if said), None)


def _see_wanted(scene: Scene) -> str | None:
    for aspect in scene.unraised("see", stated=True, wanted=True):
        if not aspect.is_part and (said := scene.say(opening.SELLER_SEES_WANTED, aspect=aspect)):
            return said
    return None


def _match(scene: Scene) -> str | None:
    for aspect in scene.unraised("match", stated=True, wanted=True):
        if said := scene.say(
            aspect.talk.like, () if aspect.is_part else replies.BUYER_HAS_WISH, aspect=aspect
        ):
            return said
    return None


def _stated(scene: Scene, purpose: str) -> Iterator[Aspect]:
    yield from scene.unraised(purpose, stated=True, wanted=True)
    yield from scene.unraised(purpose, stated=True, wanted=False)


def _like(scene: Scene) -> str | None:
    for aspect in scene.unraised("like", stated=True, wanted=False):
        if said := scene.say(aspect.talk.like, replies.BUYER_LIKES, aspect=aspect):
            return said
    return None


def _doubt(scene: Scene) -> str | None:
    for aspect in _stated(scene, "doubt"):
        if aspect.talk.worry and (said := scene.say(aspect.talk.worry, replies.BUYER_DOUBTS, aspect=aspect)):
            return said
    return None


def _ask(scene: Scene) -> str | None:
    for aspect in _stated(scene, "ask"):
        if aspect.talk.ask and (said := scene.say(aspect.talk.ask, replies.BUYER_ASKS, aspect=aspect)):
            return said
    return None


def _ask_gap(scene: Scene) -> str | None:
    """Something that the listing leaves open: at most one such question a room, lest it become a hearing."""
    if any(scene.raised_before(a) for a in scene.aspects if not a.stated and not a.wanted):
        return None
    for aspect in scene.unraised("gap", stated=False, wanted=False):
        if said := scene.say(aspect.talk.ask, replies.BUYER_ASKS, aspect=aspect):
            return said
    return None


def _seller_reply(scene: Scene) -> str | None:
    heard = scene.heard
    aspect = heard.aspect
    if aspect is None:
        return scene.say(replies.SELLER_GENERAL)
    if not aspect.stated:
        bank = replies.SELLER_LACKS if aspect.wanted else replies.SELLER_HAS_NO_ANSWER
        return scene.say(bank, replies.SELLER_GENERAL, aspect=aspect)
    if heard.manner == "said":
        confirmed = aspect.talk.answer if aspect.is_part or aspect.talk in scene.kind.features else ()
        return scene.say(confirmed, replies.SELLER_AGREES, replies.SELLER_GENERAL, aspect=aspect)
    generic = () if aspect.is_part else replies.SELLER_ANSWERS
    return scene.say(
        _fitting_answer(scene, aspect), aspect.talk.answer, generic, replies.SELLER_GENERAL, aspect=aspect
    )


def _fitting_answer(scene: Scene, aspect: Aspect) -> Bank:
    """Where the other side used a question of the book, the answer that stands in the same place."""
    asked = scene.last_line(scene.other)
    pairs = zip(aspect.talk.ask, aspect.talk.answer, strict=False)
    return tuple(answer for ask, answer in pairs if uses(ask, asked))


def _buyer_reply(scene: Scene) -> str | None:
    if scene.heard.asks_for_needs:
        return scene.say(
            replies.BUYER_TELLS_WISH,
            replies.BUYER_TELLS_ORDER,
            replies.BUYER_TELLS_WANTED,
            replies.BUYER_TELLS_PLAIN,
        )
    if answered := scene.thanks_for:
        bank = replies.BUYER_THANKS if answered.stated else replies.BUYER_THANKS_FOR_NO
        return scene.say(bank, replies.BUYER_GENERAL, aspect=answered)
    if aspect := scene.heard.aspect:
        return scene.say(replies.BUYER_REACTS, replies.BUYER_GENERAL, aspect=aspect)
    return scene.say(replies.BUYER_GENERAL)


def _movement(scene: Scene) -> Bank:
    step, offers = scene.offers.their_step, scene.offers
    if step is None:
        return ()
    if step == 0:
        return price.THEY_STAYED
    if step <= _SMALL_STEP:
        return price.THEY_MOVED_A_LITTLE
    moves_too = offers.own_last is not None and offers.own_last != scene.brief.offer_band
    return price.THEY_MOVED_FAR if step >= _LARGE_STEP and moves_too else price.THEY_MOVED


def _offer_bank(scene: Scene, *, seller: bool) -> Bank:
    offers, band = scene.offers, scene.brief.offer_band
    last = scene.brief.round == scene.brief.rounds
    if offers.amount(offers.their_last) == offers.amount(band):
        return closing.LAST_MEETS if last else price.MEETS
    if last:
        return closing.SELLER_LAST_OFFER if seller else closing.BUYER_LAST_OFFER
    if offers.own_last is None or band is None:
        at_asking = seller and band == 100
        return price.SELLER_OPEN_AT_ASKING if at_asking else price.SELLER_OPEN if seller else price.BUYER_OPEN
    if offers.amount(offers.own_last) == offers.amount(band):
        return price.SELLER_STAYS if seller else price.BUYER_STAYS
    small = abs(offers.own_last - band) <= _SMALL_STEP
    if seller:
        return price.SELLER_DOWN_A_LITTLE if small else price.SELLER_DOWN
    return price.BUYER_UP_A_LITTLE if small else price.BUYER_UP
