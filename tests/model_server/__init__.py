"""A model provider for tests: a real HTTP server on loopback whose model does what a test wants it to do.

`with ModelServer(Honest()) as server: server.address`, or `python -m tests.model_server --behaviour honest`.
Behaviours: honest, faults, echoing (with encodings, judge and secret), obedient (with attacks).
"""

from tests.model_server.answers import Answer, Behaviour, completion
from tests.model_server.honest import Honest
from tests.model_server.prompts import Asked
from tests.model_server.server import ModelServer, Received

__all__ = ["Answer", "Asked", "Behaviour", "Honest", "ModelServer", "Received", "completion"]
