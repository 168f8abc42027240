"""Picking up what the other just said, and raising something of one's own, whatever the topic is."""

SELLER_ANSWERS = (
    "Fair question about {label}. The listing has my answer, and I'd stand by it in daylight.",
    "You ask about {label}: what is listed is what there is, and I wouldn't dress it up.",
    "About {label} I can only repeat the listing, which is the honest thing to do.",
    "As for {label}, I would rather you checked than believed me.",
    "I understand why you raise {label}. The listing has {them_l} so that you can weigh {them_l} up.",
    "On {label} we needn't argue; we've both read the same line.",
    "{label}, yes. I'd ask the same in your place, and I wouldn't settle for an answer alone.",
)
SELLER_HAS_NO_ANSWER = (
    "The listing says nothing about {label}, and I won't make something up in here.",
    "{label} {isnt_l} covered in the listing, and I'd rather leave the gap than fill it with a guess.",
    "On {label} I have nothing in writing, so treat {them_l} as open and see for yourself.",
    "I can't add {label} to the listing by talking. Take {them_l} as unknown when you weigh the rest.",
    "The listing leaves out {label}, and a promise made across a table is worth little; better to check.",
    "About {label} I'd have to guess, and guessing isn't fair to you.",
)
SELLER_LACKS = (
    "You're right, {label} {isnt_l} in the listing, and I won't pretend that {it_l} {is_l}.",
    "I saw that you asked for {label}. I don't list {them_l}, so weigh that as you must.",
    "No, I don't list {label}. Better to say so now than to have you find out.",
    "If all hangs on {label} for you, I understand. I can only go by what I've listed.",
    "I can't give you {label} with words. What I can do is be sensible about the rest.",
)
SELLER_AGREES = (
    "I'm glad that you care about {label}.",
    "Good, then we see {label} the same way.",
    "It pleases me that you noticed {label}.",
    "You put your finger on {label}; I'd have done the same.",
    "That you care about {label} makes this easier for me.",
    "Then {label} won't be what parts us.",
)
SELLER_GENERAL = (
    "I hear you.",
    "That's fair enough.",
    "I follow your thinking.",
    "I'll give you that.",
    "I take the point.",
    "That is honestly said.",
    "You have thought about this, I can tell.",
)
BUYER_THANKS = (
    "Thank you for your answer about {label}.",
    "All right, I'll take {label} as you put it.",
    "What you say about {label} is a fair answer, and I'd rather have that than a speech.",
    "Good, I'll leave it at that about {label}.",
    "I'll leave {label} there, then, and see for myself when the time comes.",
    "That answers {label} as far as words can.",
    "I appreciate that you didn't oversell {label}.",
    "Noted about {label}. I weigh it a little more gently than before.",
)
BUYER_THANKS_FOR_NO = (
    "Thank you for saying so about {label}; I'd rather know than hope.",
    "So {label} must stay open. I'll have to count that in, you understand.",
    "Honest about {label}, at least, and that is worth something to me.",
    "Then I treat {label} as unknown, which costs a little on my side of the sum.",
    "I feared as much about {label}. It isn't the end of the talk.",
)
BUYER_LIKES = (
    "I like that the listing mentions {label}.",
    "{label} {is_l} a point for you, and I'm not too proud to say so.",
    "You have {label} in the listing, and that counts with me.",
    "I noticed {label} in your listing and was glad of {them_l}.",
    "What you list about {label} helps.",
)
BUYER_HAS_WISH = (
    "I asked for {label}, and there {it_l} {is_l} in your listing.",
    "{label} {was_l} on my list before I ever saw yours, so that fits.",
    "You offer {label}, and I'd have insisted on it.",
    "On {label} we match: I asked, you list it.",
    "I needn't ask about {label}, since the listing and my request agree there.",
)
BUYER_MISSES = (
    "I asked for {label}, and I can't find {them_l} in your listing.",
    "I had hoped for {label}, and the listing doesn't mention {them_l}.",
    "What I'm missing is {label}; my request names {them_l}, and your listing doesn't.",
    "I did ask for {label}, and your listing is silent there, or I have overlooked it.",
    "And then {label}: I wanted {them_l}, and I can't find {them_l} in what you list. That weighs on my side.",
)
BUYER_ASKS = (
    "What can you tell me about {label}?",
    "Could you say a little more about {label}?",
    "How do you see {label}?",
    "Is there anything that I should know about {label}?",
    "If you were buying, what would you want to know about {label}?",
)
BUYER_DOUBTS = (
    "I keep coming back to {label}, and I'd be careful there.",
    "With {label} I hesitate a little; that is the kind of thing that costs later.",
    "I'm not worried, exactly, but {label} makes me careful.",
    "I would like to be surer about {label} than a listing lets me be, so forgive my caution; I worry for a living.",
)
BUYER_REACTS = (
    "You bring up {label}, and I'm glad you do.",
    "What you say about {label} I can follow.",
    "{label}, yes, I had seen that.",
    "I'd read about {label}, and it's good to hear it from you.",
    "You're right to point at {label}.",
)
BUYER_GENERAL = (
    "I see what you mean.",
    "That is fair.",
    "I can follow that.",
    "I believe you mean that.",
    "That is plainly said, thank you.",
    "There I have little to object.",
    "I understand your side of it.",
)
SELLER_PROBES = (
    "May I ask what matters most to you here?",
    "What matters to you beyond what you wrote?",
    "Tell me, what do you need to feel right about this?",
    "Which part of it matters so much that you would walk away without it?",
    "What would make you say yes with a good feeling? I mean your needs, not the sum.",
    "Tell me a little about what you need it for.",
    "What do you need from {thing} above all?",
    "Out of everything in your request, what matters most?",
    "What would you need to hear from me to be at ease?",
)
BUYER_TELLS_WISH = (
    "You ask what matters to me: {wish}, just as I wrote.",
    "What I need is {wish}. I haven't a more elaborate answer.",
    "Above all, {wish}; the rest I can bend on.",
    "To your question: I'm here for {wish}.",
)
BUYER_TELLS_WANTED = (
    "You ask what matters most: {wanted}, which is why I named it in my request.",
    "To answer you, I'd put {wanted} at the top.",
    "What I need is in my request, and {wanted} is the part that I'd not give up.",
)
BUYER_TELLS_ORDER = (
    "You ask what matters to me: {order}, done well. That is all.",
    "What I need is {order}, without fuss.",
    "Honestly, {order} and a fair hand in it; I ask for little else.",
)
BUYER_TELLS_PLAIN = (
    "You ask what matters to me. To know what I'm getting, mostly.",
    "What I need is to feel sure, and talking to you helps with that.",
    "What matters to me is that it's as you say; I put everything else in my request.",
    "I need to be glad of it afterwards, and that is harder to put in a list.",
)
