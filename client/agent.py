"""Everything that an agent can do at a market, as flows: what both faces are made of."""

from client.photos import Photographing


class Agent(Photographing):
    """A seller's and a buyer's life. Touches no network: `client.market` and `client.async_market` do."""
