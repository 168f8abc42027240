"""Everything that an agent can do at a market, as flows: what both faces are made of."""

from client.selling import Selling


class Agent(Selling):
    """A seller's and a buyer's life. Touches no network: `client.market` and `client.async_market` do."""
