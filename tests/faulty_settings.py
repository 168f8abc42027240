"""The embedded set-up with a persona that fails loudly at some listings. For a stack of a test's own."""

from config.settings import local

globals().update({name: value for name, value in vars(local).items() if name.isupper()})

PERSONA = "tests.doubles.FailsAtSome"
