"""The embedded set-up with a persona that takes its time, and a bare address to hold the API's against."""

from config.env import process_environment
from config.settings import local

globals().update({name: value for name, value in vars(local).items() if name.isupper()})

if process_environment().number("THINKING_SECONDS", 0):
    PERSONA = "benchmarks.personas.SlowPersona"
ROOT_URLCONF = "benchmarks.urls"
