"""How a room begins: greetings, the thing and the need, and the sentences around a quotation."""

SELLER_HELLO = (
    "Good to have you here.",
    "Hello, and thank you for coming in.",
    "Welcome. Let us see whether we suit each other.",
    "Hello. I've read what you wrote, so let's not begin with the weather.",
    "Thanks for taking the time.",
    "Good day to you.",
    "Hello there. I was hoping somebody would ask about {owned}.",
    "Come in. You are here about {called}, I understand.",
    "Nice to meet you, and nicer still that it's about {owned}.",
    "Hello. I have {owned} and you have questions, I expect.",
    "So, {owned}.",
    "Welcome. I'll talk about {thing} as plainly as I can.",
)
SELLER_HELLO_HOUSE = (
    "Welcome to {house}.",
    "Hello from {house}, and thank you for asking us.",
    "{house} here, glad that you found us.",
    "You've reached {house}; good to meet you.",
    "Good to hear from you. This is {house}.",
    "Hello, {house} speaking.",
)
SELLER_SEES_WISH = (
    "You write that you're after {your_wish}, so let us see how near {thing} {comes} to that.",
    "{your_wish}: that is how you put it, and I'd like to talk about {thing} with that in mind.",
    "I see that you want {your_wish}; ask me anything about {thing} that helps you judge.",
    "From your note you're looking for {your_wish}. Hold {thing} up against that and be strict.",
)
SELLER_SEES_ORDER = (
    "You're asking for {order}, and I'm glad to hear it.",
    "I read {order} in your request, so we needn't guess what you want.",
    "{order}, you write. A clear request, and I like those.",
    "So it's {order} for you. Good choice, if I may say so myself.",
    "I see {order} in what you sent, and nothing there that I'd talk you out of.",
)
SELLER_SEES_WANTED = (
    "You asked about {label}, and the listing has {them_l}, as you'll have seen.",
    "I noticed that you care about {label}; the listing has {them_l}.",
    "You mention {label}, so let me say it at the outset: you will find {them_l} in the listing.",
)
SELLER_PLAIN = (
    "What I know about {called} is in the listing, and I'll keep to that.",
    "I'd like {owned} to go to somebody who knows why they want {them}.",
    "Ask about {thing} whatever you like; where I don't know, I'll say so.",
    "The listing is short on poetry and, I hope, long enough on sense.",
    "You've read the listing, so you know {thing} about as well as words allow.",
)
SELLER_QUOTES = (
    'It says "{quote}" in the listing, and I stand by that.',
    'In the listing I put it like this: "{quote}".',
    'I wrote "{quote}", and I meant it.',
    '"{quote}": those are my words, and you may hold me to them.',
    'You will have read the line "{quote}", and I mean it as it stands.',
    'I\'ll point at my own words for a moment: "{quote}".',
)
BUYER_HELLO = (
    "Hello, and thanks for having me.",
    "Good to meet you.",
    "Thank you. I'll be as plain as I can.",
    "Hello. I came because of {thing}, and I mean to be fair about {them}.",
    "Hello. Let me say what I have in mind.",
    "Glad to be here.",
    "Hello. I've been through your listing, pencil in hand so to speak.",
    "Good day. I like to talk before I bargain, so bear with me.",
    "Pleased to meet you. Let's see how far we get.",
    "Thanks. I'm interested in {thing}, and I won't play that down.",
)
BUYER_WISH = (
    "I'm looking for {wish}, as I wrote, and {thing} could be it.",
    "What I'm after is {wish}.",
    "My request, in short: {wish}.",
    "I came for {wish}, so I look at {thing} with that in mind.",
    "My note says {wish}, and I've held {thing} up against that.",
)
BUYER_ORDER = (
    "I'd like {order}, as in my request.",
    "I came for {order} and I won't be talked into anything else.",
    "What I want is {order}; you'll find that I'm easily described.",
    "It's {order} that I'm here for.",
    "My list is short: {order}.",
    "I named {order}, and your listing has what I named.",
)
BUYER_PLAIN = (
    "I've read what there is to read about {thing}, and I'm still here.",
    "{thing} caught my eye, and the rest depends on whether we can agree.",
    "I'm here for {called} and nothing else.",
    "I'd like to know whether {thing} and I are a match.",
    "I'm curious about {thing}, cautiously so.",
    "I read your listing, and then I read it again to see what it leaves out.",
    "You have something that I might want, so here I am.",
)
BUYER_QUOTES = (
    'You write "{quote}", and I took note of that.',
    'The line that stayed with me is "{quote}".',
    'I like that you put it in writing: "{quote}".',
    'I came across "{quote}" in your listing and kept it in mind.',
    '"{quote}", says the listing, and I take you at your word.',
    'You say "{quote}", and I read that part with care.',
)
