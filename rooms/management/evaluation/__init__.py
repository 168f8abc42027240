"""What an operator reads before choosing a model: many pairs through the public API, and what came of them.

runs        which rooms to hold: pairs as they are, sides exchanged, under attack
running     holding them, as two agents that know nothing but the market's address
judging     one room beside the exact rule, and its published lines beside what was private
trials      all rooms of one model, on a market of its own, with what that market counted
effects     rooms beside each other: sides exchanged, attacked and left alone
estimates   rates, means and quantiles with their intervals
report      the figures of all models, as values; `table` and `page` show them
"""
