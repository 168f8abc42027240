"""Used cars: what drivers ask, doubt, like and answer."""

from rooms.negotiators.speech.topics import Kind, TopicTalk

_MILEAGE = TopicTalk(
    "mileage",
    "the mileage",
    ("mileage", "odometer", "kilometers", "kilometres", "km"),
    ask=(
        "Was the mileage mostly long runs or mostly town, as far as you can say?",
        "How would you read the mileage if you sat on my side of the table?",
    ),
    worry=(
        "The mileage is what I keep coming back to; wear follows it, and I'd be the owner by then.",
        "I hesitate over the mileage. A car can carry it well or badly, and I can't hear the engine from here.",
    ),
    like=(
        "The mileage doesn't frighten me. How a car was driven counts for more than how far.",
        "I can live with the mileage; a car that gets used is a car whose faults have already shown.",
    ),
    answer=(
        "The mileage stands in the listing for everybody to weigh, and openly is how I'd have it weighed.",
        "On the mileage we both read the same figure. I'd call it a reason to look closely, not to walk away.",
        "The mileage is what it is, and nobody has to discover it afterwards. That is why it's written there.",
    ),
    praise=(
        "I put the mileage in the listing because that is where everybody looks before anything else.",
        "Read the mileage together with the rest of the listing; alone, no figure describes a car.",
    ),
)
_GEARBOX = TopicTalk(
    "gearbox",
    "the gearbox",
    ("gearbox", "transmission", "clutch"),
    ask=(
        "Tell me about the gearbox: would you call it happy in slow traffic?",
        "What is the gearbox like to live with on a hill or in a queue?",
    ),
    worry=(
        "The gearbox is where my money would go if anything went, so I'm careful about it.",
        "I worry about any gearbox that I can't try from here; it is the dearest surprise on a car.",
    ),
    like=(
        "The gearbox as listed would suit me, which sounds small until you spend your days with the wrong kind.",
        "You have the gearbox down as {value}, and that is what I was hoping for.",
    ),
    answer=(
        'It says "{value}" under the gearbox, and I\'d sooner you felt it on a drive than took my adjectives.',
        "What I know about the gearbox is in the listing. Warm it up, go through it, and believe your own hands.",
    ),
    praise=(
        "People ask about the gearbox before they ask about the paint, and quite right: you will find it listed.",
        "You have seen the gearbox in the listing; for some that settles it either way.",
    ),
)
_ENGINE = TopicTalk(
    "engine",
    "the engine",
    ("engine", "fuel", "petrol", "diesel", "hybrid", "electric", "motor", "drivetrain"),
    ask=(
        "How does the engine sound on a cold morning, before anybody has warmed it up?",
        "Is there anything about the engine that a test drive wouldn't tell me?",
    ),
    worry=(
        "An engine tells you little in writing, and that makes me careful.",
        "My doubt is about the engine: timing parts, leaks, all the things that no listing photo shows.",
    ),
    like=(
        "The engine is the sensible choice for what I have in mind.",
        "On the engine I've no quarrel with the listing, and I came prepared to have.",
    ),
    answer=(
        "About the engine I only say what is listed. Come while it's cold, lift the bonnet, and take your time.",
        "I understand caution over the engine. What is written is what I stand by; the rest you should hear.",
    ),
    praise=(
        "The engine is listed as {value}, so you know whether it fits your driving before you leave the house.",
        "If you know this engine, I needn't sell it to you; if you don't, ask somebody who drives it.",
    ),
)
_SERVICE = TopicTalk(
    "service",
    "the service history",
    ("service history", "service book", "service record", "maintenance", "serviced", "servicing"),
    ask=(
        "Is the service history on paper, so that I can read it for myself?",
        "What does the service history look like when you lay it on the table?",
    ),
    worry=(
        "With the service history I'm strict, I admit: paper is all that is left of somebody else's care.",
        "I'd want to be careful about the service history; a gap there costs me later, not you.",
    ),
    like=(
        "The service history counts more with me than the paint ever will.",
        "I read the line about the service history with relief. That is how I'd want to hand a car on myself.",
    ),
    answer=(
        "The service history is as the listing has it. Go through it page by page; I would.",
        'You have what I wrote on the service history: "{value}". I add nothing to it in conversation.',
        "I'm glad you ask about the service history, because it's the part of the listing I'd read before the rest.",
    ),
    praise=(
        "Look at what the listing says of the service history; that is what I'd pay for if I were you.",
        "Somebody who asks for the service history before the colour is the buyer I was hoping for.",
    ),
)
_OWNERS = TopicTalk(
    "owners",
    "the ownership",
    ("owner", "owners", "bought new", "ownership", "keeper", "keepers"),
    ask=("Who drove it before, and how did they treat it, going by the ownership papers?",),
    worry=(
        "I look hard at the ownership of any car; every keeper leaves habits behind in it, and I'd worry about those.",
    ),
    like=(
        "What you write about the ownership speaks for it. A car remembers who kept it.",
        "The ownership is a point in its favour, and I don't mind saying so while we bargain.",
    ),
    answer=(
        "The ownership is as the listing has it; where papers and memories differ, believe papers.",
        "On the ownership you have my written word; I leave the stories out.",
    ),
    praise=("The ownership is listed openly. You can tell a fair amount about a car from that line.",),
)
_TYRES = TopicTalk(
    "tyres",
    "the tyres",
    ("tyre", "tyres", "tire", "tires"),
    ask=(
        "How much life is left in the tyres, would you say?",
        "Are the tyres due soon? It is the bill that always arrives in the month after the purchase.",
    ),
    worry=("The tyres make me hesitate; a full set is real money on top of whatever we agree.",),
    like=("Good to see the tyres mentioned; a seller who thinks of them has usually thought of the rest.",),
    answer=(
        "The tyres are in the listing so that you can put them into your sums.",
        "Check the tyres when you come; a coin and a good light will tell you what I can't.",
    ),
    praise=("I didn't leave the tyres out of the listing; they are where a car meets the road, after all.",),
    plural=True,
)
_BODY = TopicTalk(
    "body",
    "the bodywork",
    ("bodywork", "paint", "colour", "color", "exterior", "rust", "dent", "dents", "scratch", "scratches"),
    ask=("How does the bodywork look from close up, in flat grey light?",),
    worry=(
        "Photographs flatter bodywork, so I'd be careful until I have walked around it.",
        "I can't help thinking of sills and wheel arches; bodywork is where I worry about age.",
    ),
    like=("The colour is listed as {value}, and I could look at that in the drive for years.",),
    answer=(
        "Walk around it slowly. The bodywork is described in the listing as I see it, and you may see more.",
        "I'd rather you judged the bodywork with your own eyes than with my words.",
    ),
    praise=("In daylight you can judge the bodywork yourself, and that is the light I'd choose.",),
)
_CONDITION = TopicTalk(
    "condition",
    "the condition",
    ("condition",),
    ask=("If you had to name its weakest point, the condition being what it is, what would you say?",),
    worry=("Condition is a generous word, and I've been careful with it ever since I learned that.",),
    like=('"{value}" is how you put the condition, and I like that you left it there without a fanfare.',),
    answer=(
        'The word for the condition is "{value}", and I\'d rather be held to it than dress it up.',
        "The condition is as listed. If something you see contradicts that, tell me, and I won't argue.",
    ),
    praise=("I tried to describe the condition so that nobody arrives and is disappointed.",),
)
_INSPECTION = TopicTalk(
    "inspection",
    "the inspection",
    ("inspection", "mot", "tüv", "roadworthy", "emissions"),
    ask=("When it last went through inspection, was there anything on the list of advisories?",),
    worry=("An inspection passed is only a day's opinion; I'd still be careful underneath the car.",),
    like=(
        "With the inspection as you list it I could drive it rather than park it, and that matters to me.",
    ),
    answer=("The inspection is in the listing, and the sheet says more than either of us. Ask for it.",),
    praise=("The inspection is listed, so nobody has to take the state of it on trust alone.",),
)
_EQUIPMENT = TopicTalk(
    "equipment",
    "the equipment",
    ("equipment", "features", "extras", "options", "trim"),
    ask=("Does all of the equipment do what it should when you press the button?",),
    worry=("More equipment means more to go wrong, and that makes me a little careful.",),
    like=("The equipment has what I'd use, and little that I'd only dust.",),
    answer=("All of the equipment that I claim is in the listing; try each button when you sit in it.",),
    praise=("Run down the equipment in the listing; I suspect some of it is on your wish list.",),
)

CARS = Kind(
    key="car",
    hints=(
        "car",
        "cars",
        "sedan",
        "hatchback",
        "suv",
        "wagon",
        "estate",
        "coupe",
        "convertible",
        "pickup",
        "van",
        "mileage",
        "odometer",
        "transmission",
        "gearbox",
        "vehicle",
        "minivan",
        "saloon",
        "automobile",
    ),
    noun="car",
    topics=(
        _SERVICE,
        _MILEAGE,
        _GEARBOX,
        _ENGINE,
        _OWNERS,
        _TYRES,
        _BODY,
        _CONDITION,
        _INSPECTION,
        _EQUIPMENT,
    ),
    gaps=("service", "tyres", "engine", "bodywork", "inspection", "owners"),
    makes=frozenset(
        (
            "honda toyota ford volkswagen vw audi bmw mercedes mercedes-benz opel vauxhall renault peugeot "
            "citroen citroën fiat skoda škoda volvo saab mazda nissan subaru suzuki mitsubishi hyundai "
            "kia chevrolet dodge jeep tesla porsche lexus acura infiniti dacia lancia chrysler buick "
            "cadillac gmc isuzu"
        ).split()
    ),
    seller_thoughts=(
        "Selling a car means handing somebody the keys, and I like to know whom.",
        "If you've looked at others, you know what the usual listing leaves out.",
        "A car standing still does nobody any good; I'd like to see it driven.",
        "If you bring a friend who knows cars, so much the better. I have nothing against another opinion.",
        "Cheaper cars exist, and some of them are cheaper for a reason. I would compare like with like.",
        "I ask for what I'd be willing to pay in your place, and I have tried to be honest with myself there.",
        "The nicest part of selling a car is handing the keys to somebody who asks proper questions.",
        "I'd rather end this with a fair handshake than with a quick win.",
    ),
    buyer_thoughts=(
        "A listing is where the drive begins, not where it ends, so I'm reading slowly.",
        "Insurance, tax and a full tank come on top for me, and those don't bargain.",
        "I don't need a perfect car. I need to know which faults I'm buying.",
        "A car is only as good as the last person who cared for it, so I'm listening to how you talk about it.",
        "A car is with you for years, so it's worth being slow for an hour.",
        "I would rather pay a little more for a car I trust than a little less for a car I would have to watch.",
        "Other cars exist, to be frank, and it's yours that I'm talking about.",
        "I can picture driving it, and I take that for a good sign.",
    ),
)
