"""What is neither carried home nor repaired: lessons, rooms, tickets. Only words that fit all of them."""

from typing import Final

from rooms.negotiators.speech.topics import Kind

ACCESSORIES: Final = frozenset(
    (
        "stand rack racks helmet pump seat seats mirror mirrors parts wheel wheels tyre tyres tire tires rim rims "
        "cover mats box carrier bag bags lock locks light lights jersey shoes pedals saddle saddles charger "
        "battery tool tools toy toys model models poster book books manual key keys"
    ).split()
)
"""A title that ends in these names what goes with a vehicle or a bike, and not the thing itself."""

OTHER = Kind(
    key="other",
    hints=(
        "lesson",
        "lessons",
        "tuition",
        "tutoring",
        "tutor",
        "course",
        "classes",
        "flat share",
        "flatshare",
        "room to let",
        "room in",
        "apartment",
        "sublet",
        "ticket",
        "tickets",
        "voucher",
        "membership",
    ),
    noun="",
    seller_thoughts=(
        "A listing is a short thing, and what it leaves open may be asked.",
        "I'd rather agree with somebody who is content in a month than with somebody in a hurry.",
        "You may compare it with others, and I would in your place.",
        "Questions before haggling is the order I like.",
        "When I'm on your side of such a talk, I want a straight answer, so I try to give them.",
        "I thought about the price before I wrote it down, and I'm ready to think again.",
        "If it doesn't suit you, better that we find out in here.",
        "I don't expect to win this. I'd like us to meet.",
    ),
    buyer_thoughts=(
        "I decide slowly. It's dull, and it works.",
        "I'd like us both to leave this talk thinking that it went rather well.",
        "I don't ask for a gift. I ask for a sum that I could defend at breakfast.",
        "What I'm weighing is whether I will be glad of it later.",
        "I would rather ask too much now than wonder afterwards.",
        "There are others to choose from, and it is you that I'm talking to.",
        "I have a figure in mind that I could agree to with a light heart, and I hope we come near it.",
        "Plain terms suit me better than fine words.",
    ),
)
