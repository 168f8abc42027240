"""Work done at a house: the jobs that a title names. An answer stands where the question that it fits stands."""

from rooms.negotiators.speech.topics import TopicTalk


def _job(
    key: str, words: str, ask: tuple[str, ...], like: tuple[str, ...], answer: tuple[str, ...]
) -> TopicTalk:
    return TopicTalk(key, "the work", tuple(words.split(",")), ask=ask, like=like, answer=answer, praise=())


JOBS = (
    _job(
        "wet",
        "plumbing,sink,faucet,toilet,drain,pipe,water heater,shower,bathtub,sprinkler,sump,leak,hose,valve",
        (
            "On {label}: what do you do when you open the wall and the pipes are older than the drawings say?",
            "With {label}, how do you keep the water off for as short a time as possible?",
        ),
        ("Nothing wears on you like water where it shouldn't be, so {label} is what I care about.",),
        (
            "With {label} nobody can see behind the wall in advance, so I'd look before I swear to anything.",
            "For {label} the thing to settle beforehand is when the water is off, and for how long.",
        ),
    ),
    _job(
        "electric",
        "electrical,outlet,wiring,subpanel,panel,light,lighting,fan,switch,breaker,charger,thermostat,doorbell",
        (
            "For {label}, do you look at what it hangs off as well, or strictly at the piece itself?",
            "Would {label} mean the power is off for the day?",
        ),
        ("Wires are best left to people who know them, so {label} is the part I'd gladly pay somebody for.",),
        (
            "What {label} hangs off matters as much as the piece itself, and I'd want it looked at before I promise.",
            "With {label} the power cut wants planning beforehand; nobody likes to find the freezer thawed.",
        ),
    ),
    _job(
        "paint",
        "painting,paint,stain,staining,wallpaper,sealing,caulking,power wash,pressure washing,refinishing",
        (
            "How much of {label} is preparation in your plan? I've seen good paint over bad sanding.",
            "Would you do {label} in a stretch, or let it dry and come back?",
        ),
        ("A fresh surface changes how a house feels; I look forward to {label}.",),
        (
            "Most of {label} is preparation; the part everybody sees is the quick part.",
            "Drying takes the time it takes, in {label} as anywhere. I'd rather plan for that than hurry it.",
        ),
    ),
    _job(
        "floor",
        "flooring,floor,hardwood,tile,laminate,carpet,regrouting,grout,backsplash,vinyl",
        (
            "With {label}, what happens at the doorways and the edges? That is where I always look.",
            "Do you check that the ground is level before you begin on {label}?",
        ),
        ("I care about {label}: you see every crooked line for as long as you live with it.",),
        (
            "The edges are what separates good from hasty in {label}, so that is where to look.",
            "Nothing about {label} comes out level over something that isn't; fair of you to ask.",
        ),
    ),
    _job(
        "walls",
        "drywall,plaster,ceiling,insulation,mold,remediation,baseboard,crown,molding,trim,wainscoting,popcorn",
        (
            "How do you keep the dust of {label} out of the other rooms?",
            "If something turns up during {label}, would you stop and call me?",
        ),
        ("With {label} done well, you stop noticing the walls, and that is how it should be.",),
        (
            "There's dust in {label}, I won't pretend otherwise; where it goes we can agree on.",
            "Walls keep their own secrets. If {label} finds any, the sensible thing is to stop and talk.",
        ),
    ),
    _job(
        "outside",
        "roof,gutter,shingle,siding,fence,deck,walkway,paver,brick,masonry,landscaping,lawn,tree,patio,"
        "driveway,chimney,porch,concrete,retaining",
        (
            "How much would {label} depend on the weather, and what do we do if it turns?",
            "Where do you pile material during {label}?",
        ),
        ("Everybody who passes would see {label}, so I admit to some vanity there.",),
        (
            "Outside, the weather has the last word on {label}. Better to move a day than to do it wet.",
            "Where things are piled during {label} is worth settling beforehand; I'd ask you, it's your garden.",
        ),
    ),
    _job(
        "climate",
        "furnace,ac,hvac,air,duct,heating,cooling,boiler,vent,heat pump",
        (
            "When you do {label}, do you tell me what you found, or only that it's done?",
            "Would you schedule {label} before the season or right in it?",
        ),
        ("I'd like {label} out of the way before the weather asks for it.",),
        (
            "With {label} I'd want you to know what was found, and not only that it's finished.",
            "Before the season there's more patience for {label}; in the season there's more need.",
        ),
    ),
    _job(
        "fittings",
        "cabinet,closet,door,window,hardware,shelf,shelving,countertop,assembly,blinds,lock,screen,mirror,furniture",
        (
            "For {label}, what do you do where walls aren't straight? Few are.",
            "Would {label} leave a gap anywhere that I'd have to fill myself?",
        ),
        ("It may sound small beside a new roof, {label}, and yet you notice such work every day.",),
        (
            "Walls are rarely straight, so {label} comes down to measuring before cutting.",
            "A gap is a matter of care, in {label} more than anywhere. Point at it and it gets talked about.",
        ),
    ),
    _job(
        "job",
        "",
        (
            "Talk me through {label}: what happens on the day, from the van to the broom?",
            "What could go wrong with {label}, and would you tell me before or after?",
        ),
        ("Of all I ask for, I'd most like to see {label} done with care.",),
        ("With {label} it's best to walk through everything together before a tool is unpacked.",),
    ),
)
