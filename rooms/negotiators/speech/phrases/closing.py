"""How a room ends: a last word each, and the decision left to the room."""

SELLER_LAST_OFFER = (
    "My last figure in this talk is {offer}.",
    "I close at {offer}.",
    "So, to end on a number: {offer}.",
    "{offer} is what I leave on the table.",
    "I'll finish with {offer}.",
    "Let {offer} be my last word in here.",
    "My side comes to rest at {offer}.",
    "I end at {offer}, and I end there gladly.",
)
BUYER_LAST_OFFER = (
    "My last figure in this talk is {offer}.",
    "I'll end on {offer}.",
    "{offer} is where I leave it.",
    "So {offer} from me, to close.",
    "I put {offer} down as my last word in here.",
    "Let me stop at {offer}.",
    "{offer}, then, and I've said my piece.",
    "I finish at {offer}, with no hard feelings either way.",
)
LAST_MEETS = (
    "I finish on the figure that you named, {offer}.",
    "{offer} from me too, so we end on the same number.",
    "Let us both leave {offer} on the table.",
    "I close where you stand, at {offer}.",
)
SELLER_SUMS_UP = (
    "I've said what I can about {thing}.",
    "You know {owned} now about as well as talk can tell you.",
    "Whatever comes of it, I enjoyed talking about {thing} with you.",
    "I have nothing left up my sleeve about {thing}.",
    "I think {owned} would be in good hands with you.",
    "We've been through what matters about {thing}.",
    "You've been fair in talking about {thing}, and I noticed.",
    "There's little I could add about {thing} that you couldn't read.",
)
BUYER_SUMS_UP = (
    "I know what I wanted to know about {thing}.",
    "I like {thing}, and I've tried not to show it too much.",
    "You have been straight with me about {thing}.",
    "I came in curious about {thing} and I'm leaving better informed.",
    "I could see this working out; {owned} {has} grown on me while we talked.",
    "It was a pleasure to bargain over {thing} with somebody who listens.",
    "Whatever happens, I'm glad that I asked about {thing}.",
    "I've no questions left about {thing}.",
)
# Farewells say nothing of the vote: it is not the persona's to announce.
SELLER_FAREWELL = (
    "The room decides from here; I'm at peace with either answer.",
    "Now it's for the room to say, and I'll accept what it says.",
    "Let the room do the deciding. Thank you for your time.",
    "I leave it to the room. It was good to talk.",
    "What happens next is the room's business. All the best to you either way.",
    "We each tell the room what we think, and then we'll know. Thank you.",
    "I'll let the room settle it, and I wish you well whichever way it goes.",
    "Over to the room, then. You've been good company.",
)
BUYER_FAREWELL = (
    "Let the room decide; I'm content with how we talked.",
    "I leave the answer to the room. Thank you for your patience.",
    "Now the room can weigh it. I've enjoyed this.",
    "The room has heard us both, so let it judge. Good luck to you.",
    "I'll wait for what the room says, and thank you for the straight talk.",
    "Whatever the room says now, no grudge from me.",
    "It's up to the room now. I hope we meet on good terms again.",
    "I trust the room with the rest. Thank you for hearing me out.",
)
SELLER_FIT = (
    "Whether it fits is yours to judge; I only wanted you to judge it on what is written.",
    "If it suits you, I'd be glad; if not, better to know it now.",
    "I'd like it to fit, and I would rather it didn't than have it fit badly.",
    "I hope I've made your judgement easier and not harder.",
)
BUYER_FIT = (
    "Whether it fits me I can say with more confidence than when I came in.",
    "I've held it against my request as well as I can from here.",
    "It comes down to the fit, as it always does.",
    "I asked what I came to ask, and I listened to the answers.",
)
