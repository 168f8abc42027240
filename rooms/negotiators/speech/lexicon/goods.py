"""Anything else: the aspects that most things have, and the nouns that name them."""

from typing import Final

from rooms.negotiators.speech.topics import Kind, TopicTalk

_CONDITION = TopicTalk(
    "condition",
    "the condition",
    (
        "condition",
        "scratch",
        "scratches",
        "mark",
        "marks",
        "wear",
        "worn",
        "stain",
        "stains",
        "dent",
        "dents",
        "chipped",
        "as new",
        "like new",
        "unused",
        "perfect",
    ),
    ask=(
        "What would I notice about the condition in daylight that a listing doesn't show?",
        "If I were fussy about the condition, and I am, where should I look before anywhere else?",
    ),
    worry=("I'm a little careful about condition; it's a word that people stretch.",),
    like=(
        'You put the condition down as "{value}", and a plain word is worth more to me than a proud sentence.',
    ),
    answer=(
        'The word I chose for the condition is "{value}", and I would sooner be held to it than add to it.',
        "The condition is as listed. Where your eyes disagree with my words, trust your eyes.",
    ),
    praise=('I called the condition "{value}" so that the thing can keep the promise when you see it.',),
)
_MATERIAL = TopicTalk(
    "material",
    "the material",
    ("material", "wood", "leather", "fabric", "wool", "metal", "oak", "cotton"),
    ask=("How has the material aged? Some get better with years and some only get older.",),
    worry=("The material decides how long this lasts, so I'm careful there.",),
    like=("The material is what drew me in; it's listed as {value}, and I like things that wear honestly.",),
    answer=(
        "The material is in the listing. Put a hand on it, and you will know more than any sentence can say.",
    ),
    praise=("I'd begin with the material, as the listing does: {value}.",),
)
_SIZE = TopicTalk(
    "size",
    "the size",
    ("size", "dimensions", "width", "height", "length", "weight"),
    ask=("Is the size as listed when you measure it again, as far as you know?",),
    worry=("I'm careful about the size; a thing that doesn't fit is no use at any price.",),
    like=("On size we agree, as far as a tape measure and a listing can tell me.",),
    answer=("The size is listed; measure before you decide, and you needn't take my word.",),
    praise=("The size is in the listing, so a tape measure can settle that part without us.",),
)
_AGE = TopicTalk(
    "age",
    "the age",
    ("age", "year", "bought", "vintage", "years old", "months old", "antique"),
    ask=("How does its age show, if it does?",),
    worry=("The age gives me pause; I'd be paying for what is left, not for what has been.",),
    like=("I don't mind the age at all. What has lasted this long has shown that it can.",),
    answer=("The age is no secret, it's in the listing. I'd call it a reason for a careful look.",),
    praise=("Its age is in the listing, and I'd ask you to read that as experience.",),
)
_BRAND = TopicTalk(
    "brand",
    "the make",
    ("brand", "make", "maker", "manufacturer", "model"),
    ask=("Would you choose the same make again?",),
    worry=(
        "A good make raises the price faster than it raises the quality, and I worry I'd pay for the name.",
    ),
    like=("The make is a good sign to me; I'd recognise it across a room.",),
    answer=("The make is as listed, and you can compare what others ask for it.",),
    praise=("You know the make, I take it; then you know why I don't explain it at length.",),
)
_COLOUR = TopicTalk(
    "colour",
    "the colour",
    ("colour", "color", "finish"),
    ask=("Is the colour in life what it promises to be on paper?",),
    worry=("Colour is the part I hesitate over, because a word is never quite the same as seeing it.",),
    like=("The colour is {value}, by your listing, and I can picture it already.",),
    answer=("The colour is in the listing as well as a word can say it; see it before you settle.",),
    praise=("For what taste is worth: the colour is listed as {value}, and I would not change it.",),
)
_EXTRAS = TopicTalk(
    "extras",
    "what comes with it",
    ("accessories", "included", "extras", "comes with", "box", "case", "features", "amenities"),
    ask=("Is everything included that I'd need on the day I bring it home?",),
    worry=("I'm careful about what comes with a thing and what quietly stays behind.",),
    like=("What comes with it matters, and I like that you took the trouble to list it.",),
    answer=("What comes with it is what the listing says comes with it, no less.",),
    praise=("Note what comes with it before you compare it with another.",),
)
_PLACE = TopicTalk(
    "collection",
    "the handing over",
    (
        "collection",
        "pickup",
        "pick up",
        "collect",
        "location",
        "shipping",
        "delivery",
        "deliver",
        "post",
        "handing over",
    ),
    ask=("How would the handing over work: would I collect, or would you send?",),
    worry=("I'm careful about the handing over; a good buy can be dropped in the doorway.",),
    like=("The handing over is simple enough, going by the listing, and that is a cost I needn't add.",),
    answer=("For the handing over, go by the listing; the day and the hour we can settle kindly.",),
    praise=("The handing over is covered in the listing, so you can plan for it.",),
)
_WARRANTY = TopicTalk(
    "warranty",
    "the warranty",
    ("warranty", "guarantee", "receipt", "invoice", "returns"),
    ask=("Is there any warranty or receipt that would pass to me with it?",),
    worry=("Where a warranty ends, my own risk begins, so I'm careful with that line.",),
    like=("I'm glad that you mention the warranty; paper ages better than promises.",),
    answer=("On the warranty I repeat the listing and not a word beyond it.",),
    praise=("The warranty is in the listing. Read it before you weigh the rest.",),
)

GOODS = Kind(
    key="thing",
    hints=(),
    noun="",
    topics=(_CONDITION, _MATERIAL, _SIZE, _AGE, _BRAND, _COLOUR, _EXTRAS, _PLACE, _WARRANTY),
    makes=frozenset(
        (
            "ikea bosch siemens miele samsung apple sony canon nikon lego yamaha fender gibson lenovo dell makita "
            "philips dyson panasonic garmin casio seiko omega festool stihl brother singer kenwood"
        ).split()
    ),
    gaps=("condition", "collection", "age", "warranty"),
    seller_thoughts=(
        "I'd rather part with it to somebody who wants it than to somebody who merely bids.",
        "A listing is a short thing; if it leaves a question open, the question is fair.",
        "What a thing is worth is what it's worth to somebody, and you came in, so I listen.",
        "I'm not here to win an argument. I'd like to come out with a buyer who is content in a month.",
        "When I look for something myself, I want a straight seller. I try to be that.",
        "You may compare it with others, and I would in your place; look at like for like.",
        "There's no script in which I let it go for a song, but I do listen to reasons.",
        "Questions before haggling, that is the order I like.",
        "If it isn't what you need, better that we find out in here than afterwards.",
        "Things are best when they are used, I think, and that is on my mind as much as the sum.",
    ),
    buyer_thoughts=(
        "I know what new costs and I know what late regret costs; I want to stay clear of both.",
        "I buy slowly. It's dull, and it works.",
        "I'm trying to decide with my head, and the rest of me is already carrying it home.",
        "If I take it, I take it to use it. That is how I look at the price, too.",
        "I don't ask you to give it away. I ask for a sum that I could defend at breakfast.",
        "A plain listing can be a good sign: nobody is dressing anything up.",
        "The things that I don't know are worth something off, and the things you tell me bring it back up.",
        "I'd like us both to walk out of here thinking that it went rather well.",
        "What I'm weighing isn't only the thing, it's whether I will be glad of it later.",
        "I would rather ask too much now than wonder afterwards.",
    ),
)

PLURAL_NOUNS: Final = frozenset(
    (
        "boots shoes skis wheels chairs speakers headphones tickets books curtains plates records lamps "
        "tools glasses earrings gloves skates sneakers shelves candles pillows cushions bindings pedals "
        "strings monitors"
    ).split()
)
NOUNS: Final = PLURAL_NOUNS | frozenset(
    (
        "table desk sofa couch chair armchair bench bed mattress wardrobe dresser cabinet bookcase shelf "
        "lamp mirror rug carpet guitar piano violin cello saxophone trumpet drum keyboard amplifier "
        "synthesizer camera lens tripod phone smartphone laptop computer tablet monitor printer console "
        "television speaker turntable radio watch clock ring necklace bracelet coat jacket dress suit bag "
        "backpack suitcase tent kayak canoe surfboard snowboard skateboard scooter stroller pram crib toy "
        "puzzle game book painting print sculpture vase pot kettle toaster oven fridge freezer dishwasher "
        "dryer vacuum blender mixer grill stove heater fan drill saw lathe mower trailer motorcycle boat "
        "caravan ladder workbench telescope microscope drone typewriter loom easel chest trunk stool "
        "sideboard bicycle car bike van truck"
    ).split()
)
"""Common nouns by which a thing may be called when its title ends in them: "the table"."""
