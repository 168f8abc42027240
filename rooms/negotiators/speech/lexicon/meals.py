"""A restaurant order: the dishes, and what a house offers beside the plate."""

from rooms.negotiators.speech.topics import Kind, TopicTalk


def _dish(
    key: str, words: str, ask: tuple[str, ...], like: tuple[str, ...], answer: tuple[str, ...]
) -> TopicTalk:
    return TopicTalk(key, "the dish", tuple(words.split(",")), ask=ask, like=like, answer=answer)


_DISHES = (
    _dish(
        "drink",
        "agua,fresca,mojito,margarita,horchata,lemonade,limeade,cocktail,sangria,juice,tea,coffee,soda,smoothie,"
        "punch,paloma,cooler,spritz,michelada",
        (
            "Would you call {label} more sweet or more sharp? I like a drink with an edge.",
            "With {label}, does the fruit come through or does the sugar?",
        ),
        (
            "I'd reach for {label} before I even looked at the food.",
            "Food with some fire in it needs something cold beside it, and {label} would do nicely.",
        ),
        (
            "Sweet or sharp is a matter of the tongue, so taste {label} before you take my word.",
            "A drink has a simple task, and {label} knows it: to make the next bite taste new again.",
        ),
    ),
    _dish(
        "dessert",
        "dessert,cake,flan,churro,churros,cheesecake,pudding,sopapilla,ice cream,tres leches,brownie,pie,custard,"
        "sorbet,sweet,cookie,cookies,sundae,bunuelos,paletas",
        (
            "Would you call {label} the kind of sweet that you finish, or the kind that finishes you?",
            "Could {label} wait while we take our time over the rest?",
        ),
        (
            "I won't hide that {label} counts for a good part of this.",
            "Leave room for the end of a meal, I say; for {label} I would.",
        ),
        (
            "A sweet should be an ending and not a punishment; hold {label} to that.",
            "Best ordered early and eaten late, {label}, if you ask me.",
        ),
    ),
    _dish(
        "crisp",
        "nachos,tostada,tostadas,chips,flautas,taquitos,totopos,chimichanga,chalupa",
        (
            "How long would {label} stay crisp on the way from the kitchen?",
            "With {label}, is the topping generous, or does the plate run out of it before the end?",
        ),
        (
            "A table goes quiet over {label}, I should think.",
            "There's a joy in food that cracks when you bite it; I'm thinking of {label}.",
        ),
        (
            "Anything crisp has a short, happy life, {label} too. Eat while it's loud.",
            "Generous is in the eye of the eater. The trick with {label} is not to wait for the others at the table.",
        ),
    ),
    _dish(
        "wrapped",
        "taco,tacos,burrito,burritos,wrap,quesadilla,quesadillas,enchilada,enchiladas,tamale,tamales,fajita,fajitas,"
        "torta,tortas,gordita,sopes,arepa,poppers,jalapeño,empanada,empanadas",
        (
            "Could I eat {label} with my hands and keep my shirt?",
            "What carries {label}, would you say: the filling or the dough around it?",
        ),
        (
            "It was {label} that made me stop at your menu and not at the next.",
            "Filling and wrapping in balance, that is all I ask, and {label} reads like it.",
        ),
        (
            "Hands are the right tool for {label}; napkins were invented for a reason.",
            "With {label} I'd say the filling gets the praise and the dough does the work.",
        ),
    ),
    _dish(
        "fresh",
        "salad,slaw,guacamole,salsa,pico,ceviche,veggie,vegetable,vegetarian,bean,cactus,corn,elote,avocado,rice,"
        "soup,pozole,bowl,side",
        (
            "Would {label} be a companion to the rest or a meal by itself?",
            "How much lime is there in {label}? I'm on the side of more.",
        ),
        (
            "Something has to keep a meal from being heavy, and {label} would do it.",
            "It's the plain things that give a kitchen away, and I would judge by {label}.",
        ),
        (
            "Beside the rest or by itself, I wouldn't scold either way of eating {label}.",
            "More lime, less lime: taste {label} before you season, and then do as you please.",
        ),
    ),
    _dish(
        "grilled",
        "grilled,asada,chicken,beef,pork,steak,shrimp,fish,carnitas,barbacoa,brisket,skewers,ribs,chorizo,carne,"
        "platter,relleno,mole,smoky,char,charred",
        (
            "How much fire is there in {label}, honestly? I like to taste what is under it.",
            "Would you bring {label} to somebody who has never eaten this food before?",
        ),
        (
            "I can nearly smell {label} from here, and that isn't helping me bargain.",
            "A cook who doesn't rush is what {label} wants, and I would gladly pay for that.",
        ),
        (
            "Heat is a matter of taste; say how you like yours when you order {label}.",
            "To somebody new I'd say of {label}: it's about patience at the fire, so have some at the table.",
        ),
    ),
    _dish(
        "plate",
        "",
        (
            "What would you tell somebody who has never had {label}?",
            "Would {label} be for sharing, or for guarding with a fork?",
        ),
        (
            "I came for {label}, and I came hungry.",
            "Of everything on your list it's {label} that I'd be sorry to miss.",
        ),
        (
            "About {label} I could talk for longer than it takes to eat, so I'd better not begin.",
            "To share or to keep? Friendships have been strained over less than {label}.",
        ),
    ),
)


def _extra(
    key: str, label: str, words: str, like: str, answer: str, praise: str, *, plural: bool = False
) -> TopicTalk:
    return TopicTalk(
        key, label, tuple(words.split(",")), like=(like,), answer=(answer,), praise=(praise,), plural=plural
    )


_EXTRAS = (
    _extra(
        "music",
        "live music",
        "live music",
        "Live music changes a meal from feeding to going out.",
        "Live music is in the listing; it's a reason to come slowly and leave late.",
        "There is live music, by the listing, for people who don't want to hear each other chew.",
    ),
    _extra(
        "outdoor",
        "outdoor seating",
        "outdoor seating,outdoor,patio",
        "Outdoor seating is a fine thing to have listed; food with lime in it tastes better under a sky.",
        "Outdoor seating is listed, yes. Weather is the only thing that I can't put on a menu.",
        "You will have noticed the outdoor seating in the listing; it suits these dishes.",
    ),
    _extra(
        "groups",
        "room for large groups",
        "large groups,large group",
        "Room for large groups counts with me; nobody likes to eat at opposite ends of a room.",
        "Large groups are catered for, as listed. A long table makes these dishes better.",
        "Large groups are welcome by the listing, and shared plates like company.",
    ),
    _extra(
        "happyhour",
        "happy hour",
        "happy hour",
        "A happy hour is a small thing, and yet it decides at what time I'd rather come.",
        "Happy hour is in the listing. I would plan the evening backwards from it.",
        "There is a happy hour, by the listing, if you like to begin early.",
    ),
    _extra(
        "parking",
        "onsite parking",
        "onsite parking,on-site parking,parking",
        "Parking on site means I arrive in a good mood, and a guest in a good mood orders better.",
        "Onsite parking is listed, so the food doesn't have to make up for the search.",
        "Onsite parking is in the listing; dull, I know, until you have circled the block.",
    ),
    _extra(
        "children",
        "a children's menu",
        "children's menu,childrens menu,kids menu",
        "A children's menu is what lets the grown-ups finish a sentence.",
        "There is a children's menu, as listed; small plates, less fire, I'd hope less crying.",
        "The listing has a children's menu, so nobody at the table has to negotiate but us.",
    ),
    _extra(
        "access",
        "wheelchair access",
        "wheelchair accessible,wheelchair accessibility,wheelchair access",
        "I {asked} for wheelchair access. It isn't a nice extra but a condition, so I'm glad to see it listed.",
        "The house is listed as wheelchair accessible. A good meal is for everybody, I think.",
        "The place is wheelchair accessible by the listing, and I'd rather say that early than be asked.",
    ),
    _extra(
        "reservations",
        "reservations",
        "takes reservations,taking reservations,reservations",
        "Reservations matter to me; I don't like to stand in a doorway being hopeful.",
        "Reservations are taken, as listed. Say when, and the table is a smaller worry than the price.",
        "The listing says that reservations are taken, so the evening needn't hang on luck.",
        plural=True,
    ),
    _extra(
        "private",
        "private dining",
        "private dining,private room",
        "Private dining is what I'd choose; some conversations need a door.",
        "Private dining is listed, for those who like the noise on the other side of the wall.",
        "There is private dining, by the listing, if you would rather keep the company to yourselves.",
    ),
    _extra(
        "wifi",
        "free Wi-Fi",
        "free wifi,wifi,wi-fi",
        "Free Wi-Fi sounds trivial beside a hot plate, but I {asked} for it and I meant it.",
        "Free Wi-Fi is listed. I'd only say that the food is better company.",
        "The listing has free Wi-Fi, should anybody want to send the picture home.",
    ),
    _extra(
        "vegetarian",
        "vegetarian dishes",
        "vegetarian options,vegan,vegetarian menu",
        "Vegetarian dishes on the list mean that nobody has to eat only the garnish.",
        "Vegetarian dishes are listed, and I'd judge a kitchen by how it treats those.",
        "Vegetarian dishes are in the listing as dishes, not as an apology.",
        plural=True,
    ),
    _extra(
        "delivery",
        "delivery",
        "delivery,takeout,takeaway,take-out",
        "Delivery is listed, so the evening can stay on the sofa.",
        "Delivery is in the listing; some dishes mind the road more than others.",
        "There is delivery by the listing, for when going out is too much.",
    ),
)

MEALS = Kind(
    key="meal",
    hints=(
        "restaurant",
        "menu",
        "dishes",
        "dish",
        "cuisine",
        "flavors",
        "flavours",
        "cantina",
        "taqueria",
        "food",
        "mexican",
        "tex-mex",
        "meal",
        "tacos",
        "pizza",
        "sushi",
        "bistro",
        "cafe",
        "bakery",
    ),
    noun="order",
    features=_EXTRAS,
    parts=_DISHES,
    seller_thoughts=(
        "Cheap plates taste of where the money was saved, and people can always tell.",
        "People remember how a meal ended for longer than what it cost.",
        "I like an order that shows somebody read the menu to the bottom.",
        "Hungry people drive hard bargains, so I'm on my guard.",
        "A kitchen is paid in money and in plates that come back empty, and it needs the money too.",
        "Good produce doesn't negotiate; I can only bend on what is mine to bend on.",
        "Food is a poor thing to quarrel over. Let us find a figure that tastes all right to both of us.",
        "If we settle this soon, we can talk about something pleasanter, such as salsa.",
    ),
    buyer_thoughts=(
        "I eat with my eyes before I eat with my purse, I confess, and your menu made me look.",
        "I'd rather have a few things done well than a table full of things done quickly.",
        "I judge a place by whether I would bring somebody I like.",
        "A fair price makes a meal taste better; nobody enjoys chewing on a bill.",
        "Other kitchens exist, and yet it is yours that I am talking to.",
        "The longer I read your menu, the worse my position gets.",
        "I want to enjoy this without doing sums at the table.",
        "What I ask for isn't complicated, and I think it's what your kitchen likes to cook.",
    ),
    wholes={"seller": "this order", "buyer": "your menu"},
)
