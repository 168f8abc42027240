"""Bicycles: what riders ask, doubt, like and answer."""

from rooms.negotiators.speech.topics import Kind, TopicTalk

_FRAME = TopicTalk(
    "frame",
    "the frame",
    ("frame", "carbon", "aluminium", "aluminum", "steel", "titanium"),
    ask=(
        "Has the frame any marks that go deeper than the paint?",
        "How does the frame feel on rough ground: lively, or does it beat you up?",
    ),
    worry=(
        "A frame can hide a knock under good paint, and that is my only real worry with used bikes.",
        "I'd be careful about the frame until I have looked along the tubes and under the bottom bracket.",
    ),
    like=(
        "The frame is the part nobody swaps, so I'm glad it's the part I like.",
        "You list the frame as {value}, and I'm at ease with that.",
    ),
    answer=(
        "The frame is as listed. Turn it upside down, run a thumb along the welds and seams, take your time.",
        "I'd be just as fussy about the frame. What I know of it stands in the listing.",
    ),
    praise=(
        "Everything else on a bike wears out and is replaced; buy the frame, I always say, and it's in the listing.",
        "The frame is what you are really paying for, so begin there when you read the listing.",
    ),
)
_SIZE = TopicTalk(
    "size",
    "the size",
    ("size", "fit", "reach", "height"),
    ask=(
        "Who would it fit best, would you say? I'd like to be sure of the size before I fall for the rest.",
    ),
    worry=("The size makes me hesitate a little; a stem can be changed, a top tube can't.",),
    like=(
        "The size looks right for me, and a bike that fits beats a bike with fancy parts.",
        "On the size we match, I believe, and that alone rules out most other bikes.",
    ),
    answer=(
        "The size is in the listing; compare it with a bike that you ride happily, saddle to bar.",
        "If the size is wrong for you I would tell you to leave it, and I mean that kindly.",
    ),
    praise=("I gave the size because a bike that doesn't fit ends up in a shed, whatever it cost.",),
)
_DRIVETRAIN = TopicTalk(
    "drivetrain",
    "the drivetrain",
    (
        "drivetrain",
        "groupset",
        "gears",
        "gear",
        "derailleur",
        "chain",
        "cassette",
        "shifting",
        "speeds",
        "hub",
    ),
    ask=(
        "How worn is the drivetrain? A chain I can replace; a chain, a cassette and rings are another matter.",
        "Does the drivetrain shift cleanly under load, or does it need coaxing?",
    ),
    worry=(
        "With the drivetrain I'm careful: a stretched chain takes everything else down with it.",
        "I hesitate over the drivetrain, because wear there is the bill you don't see in a photograph.",
    ),
    like=(
        "The drivetrain, going by the listing, is nothing to be afraid of; I like that in a bike.",
        "Your drivetrain is listed as {value}, and that is the sort of thing a kitchen-table mechanic can live with.",
    ),
    answer=(
        "On the drivetrain I keep to the listing. Bring a chain gauge; it's more honest than either of us.",
        "Put the drivetrain through every gear before you make up your mind. I would insist on it in your place.",
    ),
    praise=("You will have seen the drivetrain in the listing, and you'll know what such parts cost new.",),
)
_BRAKES = TopicTalk(
    "brakes",
    "the brakes",
    ("brake", "brakes", "disc", "rim brake", "discs", "hydraulic"),
    ask=("How do the brakes bite in the wet?", "Are the brakes due for pads or a bleed soon?"),
    worry=("I'm careful about brakes, more than about anything shiny.",),
    like=(
        "The brakes are what I would have chosen: {value}, by your listing.",
        "I'm happy with the brakes as listed; in my head I'm already riding in the rain.",
    ),
    answer=("The brakes are in the listing, and a ride to the corner and back will tell you the rest.",),
    praise=("I listed the brakes, since going is easy and stopping is what you pay for.",),
    plural=True,
)
_WHEELS = TopicTalk(
    "wheels",
    "the wheels",
    ("wheel", "wheels", "rims", "spokes", "tyre", "tyres", "tire", "tires"),
    ask=("Do the wheels run true, and how is the rubber on them?",),
    worry=("Wheels are where I worry next: a flat spot or a cracked rim costs more than it looks.",),
    like=("The wheels suit the roads that I have in mind.",),
    answer=("Spin the wheels and watch them against the pads; I say what I know of them in the listing.",),
    praise=("The wheels are in the listing too. Lift each end and give it a spin when you come.",),
    plural=True,
)
_CONDITION = TopicTalk(
    "condition",
    "the condition",
    ("condition", "scratches", "scuffs"),
    ask=("If you handed it to a mechanic today, what would come back on the list about its condition?",),
    worry=("Condition is a wide word for a bike, so forgive me for being careful with it.",),
    like=('"{value}", you write of the condition, and I like a seller who stops there.',),
    answer=(
        'I called the condition "{value}", and I would sooner stand by a word than add a sentence.',
        "The condition is as described. Anything that you find beyond it, point at it and we'll talk.",
    ),
    praise=("I described the condition the way I'd want it described to me.",),
)
_USE = TopicTalk(
    "history",
    "its history",
    ("history", "receipt", "receipts", "serviced", "service", "stored", "kept"),
    ask=("What sort of life has it had: where was it kept, and does it come with any history on paper?",),
    worry=("A bike with no known history makes me careful, through nobody's fault.",),
    like=("What you say about its history settles a question I'd otherwise have asked.",),
    answer=("Its history is in the listing as far as I can vouch for it; I leave the rest unsaid.",),
    praise=("Bikes change hands quietly, so what the listing says of its history is worth reading.",),
)
_EXTRAS = TopicTalk(
    "extras",
    "the extras",
    ("extras", "accessories", "rack", "mudguards", "fenders", "lights", "lock", "pedals", "included"),
    ask=("Do the extras stay on it, or do they leave with you?",),
    worry=("I'm careful about paying for extras that I'd take off on the day.",),
    like=("The extras would save an afternoon at the shop, and I count that.",),
    answer=(
        "The extras in the listing are the extras on offer; unscrewing things after a handshake is bad manners.",
    ),
    praise=("Have a look at the extras in the listing before you compare it with a bare bike.",),
    plural=True,
)
_MOTOR = TopicTalk(
    "battery",
    "the battery",
    ("battery", "motor", "e-bike", "ebike", "range"),
    ask=("How far does the battery really carry it these days, hills included?",),
    worry=("The battery is my worry, plainly: it ages whether it's ridden or not, and a new pack is dear.",),
    like=("A listed battery is better than a mystery battery, and that makes this simpler.",),
    answer=("About the battery I promise nothing beyond the listing. Charge it, ride it, then judge it.",),
    praise=("The battery is listed plainly, because every sensible rider asks about it.",),
)

BIKES = Kind(
    key="bike",
    hints=(
        "bike",
        "bikes",
        "bicycle",
        "bicycles",
        "cycling",
        "e-bike",
        "ebike",
        "mtb",
        "gravel",
        "frame",
        "groupset",
        "drivetrain",
        "tandem",
        "wheel size",
        "fixie",
        "hardtail",
        "derailleur",
    ),
    noun="bike",
    topics=(_FRAME, _SIZE, _DRIVETRAIN, _BRAKES, _WHEELS, _CONDITION, _USE, _EXTRAS, _MOTOR),
    gaps=("drivetrain", "brakes", "wheels", "history"),
    makes=frozenset(
        (
            "trek specialized giant cannondale canyon bianchi colnago pinarello cervelo cervélo "
            "kona orbea merida brompton dahon gazelle batavus koga raleigh marin "
            "peugeot motobecane ridley ribble genesis cinelli ktm kalkhoff tern riese schwinn gt "
            "jamis"
        ).split()
    ),
    short_name_is_make=True,
    seller_thoughts=(
        "I'd rather it went to somebody who rides than to somebody who collects.",
        "A bike in a hallway is a sad thing; I want to see it back on the road.",
        "You can tell from the listing that I care how it's described. I cared how it was priced as well.",
        "Bring your pedals and go around the block before you hold anything against it.",
        "New bikes have become dear enough that a sound used bike explains itself.",
        "Hurry spoils these talks, so take what time you need.",
        "Come at a quiet hour and ride it properly; a car park tells you nothing.",
        "I would sooner answer every fussy question now than have it brought back.",
    ),
    buyer_thoughts=(
        "I know what comes after any used bike: chain, cables, a long ride to see what creaks.",
        "A bike is for riding, in rain too, so I look at it with that in mind.",
        "A bike is a simple machine, and I like sellers who keep it that way.",
        "I add a workshop visit to any used bike in my head before I say a figure.",
        "I'm patient enough to get this right, and keen enough to want it soon.",
        "Small jobs don't frighten me; it's the big surprises I bargain against.",
        "I can already hear the freewheel, which isn't a good state for bargaining.",
        "If it rides the way it reads, I'll stop looking.",
    ),
)
