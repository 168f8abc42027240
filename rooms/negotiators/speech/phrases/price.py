"""What is said around an offer. Every bank is chosen by what is public: the offers so far and this turn's."""

SELLER_OPEN_AT_ASKING = (
    "I'm asking {offer}, and to begin with I'd like to stay there.",
    "The asking price is {offer}, as you know, and that is where I begin.",
    "{offer} is what the listing says and what I say.",
    "I open where the listing does, at {offer}.",
)
SELLER_OPEN = (
    "Let me begin at {offer}.",
    "I'd start at {offer} and hear what you think.",
    "To have a figure on the table: {offer}.",
    "My opening is {offer}.",
    "I would say {offer} to begin with.",
    "For me it starts at {offer}.",
    "{offer} is where I'd like us to begin.",
    "Shall we begin at {offer}? Somebody has to say a number.",
    "Call it {offer} for a start.",
    "I had {offer} in mind when you came in.",
)
BUYER_OPEN = (
    "I'd begin at {offer}.",
    "My opening is {offer}, and I don't mean it as an insult.",
    "Let me put {offer} against that.",
    "Could you see yourself at {offer}?",
    "I would start at {offer} and go on from there with you.",
    "From where I sit it starts at {offer}.",
    "I was thinking of {offer}.",
    "{offer} is what I'd say before you've talked me into anything.",
    "Suppose I say {offer}. I know it isn't what you hoped to hear.",
    "I'll be a little bold and say {offer}.",
    "My pencil says {offer} for now.",
    "For a beginning, {offer} from me.",
)
SELLER_DOWN = (
    "I can do {offer}.",
    "I'll come down to {offer}.",
    "Let me move to {offer}, then.",
    "Make it {offer}.",
    "For you I'd go to {offer}.",
    "What would you say to {offer}?",
    "I've thought about it, and I say {offer}.",
    "I move to {offer}.",
    "Then {offer}, and I say it without a sigh.",
    "I could be happy at {offer}.",
    "My figure is now {offer}.",
    "Put {offer} down for me.",
    "I'm moving, you see: {offer}.",
    "{offer} is where I am now.",
    "Would {offer} bring you closer?",
    "I'll take something off: {offer}.",
)
SELLER_DOWN_A_LITTLE = (
    "A small step from me: {offer}.",
    "I'll shave a little off and say {offer}.",
    "It's a small move, but it's a move: {offer}.",
    "I can find a little room, to {offer}.",
    "A touch less, then: {offer}.",
    "I'm going slowly, I know. {offer}.",
    "{offer}, which is a small kindness and meant as such.",
    "Let me give a little: {offer}.",
    "I'll trim it to {offer}.",
    "{offer}. Small steps keep me honest.",
)
SELLER_STAYS = (
    "I'd like to stay at {offer} for now.",
    "I'm still at {offer}, and not out of stubbornness.",
    "For the moment {offer} stands.",
    "Let me leave {offer} where it is.",
    "I haven't moved from {offer} yet; give me a reason and I may.",
    "{offer} again, I'm afraid. I'm listening, though.",
    "No change from me this time: {offer}.",
    "I'll sit with {offer} a little longer.",
    "{offer} still sounds right to me.",
    "I'm holding {offer} while I hear you out.",
)
BUYER_UP = (
    "I can go to {offer}.",
    "I'll come up to {offer}.",
    "Let me say {offer}, then.",
    "What about {offer}?",
    "I'd stretch to {offer}, and not with a light heart.",
    "Let me put {offer} on my side.",
    "Say {offer}.",
    "I could live with {offer}.",
    "{offer}, to show that I mean it.",
    "You've talked me up to {offer}.",
    "I've done my sums again: {offer}.",
    "My figure is {offer} now.",
    "Would {offer} do?",
    "Then I'm at {offer}.",
    "Let me add something: {offer}.",
    "{offer} is my answer.",
)
BUYER_UP_A_LITTLE = (
    "A small step up: {offer}.",
    "I'll add a little and say {offer}.",
    "I can find a bit more, {offer}.",
    "Not a leap, but a step: {offer}.",
    "I'm inching along, I admit. {offer}.",
    "A touch more, then: {offer}.",
    "I'll nudge it to {offer}.",
    "{offer}. It's a little, and it's meant well.",
    "A little further, to {offer}.",
)
BUYER_STAYS = (
    "I'd rather stay at {offer} for now.",
    "I'm still at {offer}.",
    "{offer} stands on my side for the moment.",
    "I'll keep to {offer} until I understand more.",
    "My figure hasn't moved: {offer}.",
    "{offer} again, and I hope you don't mind me repeating it.",
    "For now I stop at {offer}.",
    "I need a reason to leave {offer}, and I'm open to hearing it.",
    "Let me hold {offer} and think.",
    "I'm not moving off {offer} just yet.",
)
MEETS = (
    "{offer} it is from me as well; on the figure I see nothing left between us.",
    "I can meet you at {offer}.",
    "You said {offer} and I say {offer}, so on that much we agree.",
    "Then let me say the same figure: {offer}.",
    "{offer} suits me too.",
    "I won't argue with {offer}; it's my figure now as well.",
    "We have found the same number, then: {offer}.",
    "{offer} from both sides. That is pleasant to say.",
    "I'm with you at {offer}.",
)

FAR_APART = (
    "There is a good stretch of road between us.",
    "We are a fair way apart, I think you'd agree.",
    "{theirs} is further off than I'd hoped.",
    "I won't pretend that we're close.",
    "{theirs} is a long way from where I am.",
    "We see this rather differently so far.",
    "{theirs} leaves us some talking to do.",
    "From {theirs} it is still a walk to where I stand.",
    "We've a gap to talk our way across.",
)
FAR_APART_AT_FIRST = (
    "I understand {theirs} as a beginning.",
    "{theirs} leaves us plenty to talk about.",
    "I had braced myself for {theirs}, or something like it.",
)
SOME_WAY = (
    "{theirs} is a figure I can talk about.",
    "I can see you from here, so to speak.",
    "{theirs} is nearer than I expected, and I'm glad.",
    "There's a gap, but I could throw a stone across it.",
    "I've written {theirs} down and looked at it kindly.",
    "{theirs} is worth an answer.",
)
SOME_WAY_BY_NOW = (
    "We're getting somewhere.",
    "It isn't a canyon any more, what lies between us.",
    "You're making it harder for me to be stubborn.",
    "We've both been reasonable so far, and it shows.",
    "Look at where we began: we have come some way.",
)
NEARLY = (
    "There isn't much left between us.",
    "We're close enough that I'd hate to lose this over the difference.",
    "{theirs} is so near that I'm nearly embarrassed to go on.",
    "A little more of this and we'd be saying the same thing.",
    "What separates us now is small change beside the whole.",
    "At {theirs} you are within reach.",
    "I like how near we have come.",
    "It's only a small gap that is left.",
)
THEY_STAYED = (
    "You haven't moved, I notice, and you'll have your reasons.",
    "Still {theirs}; you know your own mind.",
    "{theirs} again. I respect that, even if it slows us down.",
    "You're holding at {theirs}, I see.",
    "No step from you this time, which I take as thinking and not as stubbornness.",
    "You stay where you are, and I can see why you might.",
)
THEY_MOVED_FAR = (
    "Thank you for {theirs}; it's a real step.",
    "{theirs} is a proper move, and I noticed.",
    "I appreciate the step to {theirs}.",
    "You came a good way just now. I'd be churlish not to answer it.",
    "{theirs} is a generous step, I'll say that.",
    "Your step deserves something from my side.",
)
THEY_MOVED = (
    "Thank you for moving.",
    "I see that you've come towards me.",
    "{theirs}, good. You're moving, and so will I where I can.",
    "I noticed the move to {theirs}.",
    "So it's {theirs} now. I've taken note.",
)
THEY_MOVED_A_LITTLE = (
    "A step is a step, and I thank you for it.",
    "Small steps are still steps.",
    "{theirs} is a small move, and I don't overlook it.",
    "You're going carefully, and so am I.",
    "I see {theirs}. Not far, but the right way.",
)
