"""The rules know no framework: their modules import where none can be imported, each package's __init__ included."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRAMEWORKS = ("django", "rest_framework", "celery", "channels", "redis", "httpx", "litellm")
APPS = ("agents", "marketplace", "contracts", "rooms")

BLOCKED_IMPORT = """
import importlib, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {frameworks!r}:
            raise ImportError(f"{{name}} is blocked")

sys.meta_path.insert(0, Blocked())
for module in {modules!r}:
    importlib.import_module(module)
assert not {{name.partition(".")[0] for name in sys.modules}} & set({frameworks!r})
"""


def pure_modules() -> list[str]:
    """Every module of every `domain` package, and the offline verifier."""
    files = [file for app in APPS for file in sorted((ROOT / app / "domain").rglob("*.py"))]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names] + ["contracts.verify"]


def importing(*modules: str) -> subprocess.CompletedProcess[str]:
    code = BLOCKED_IMPORT.format(frameworks=FRAMEWORKS, modules=modules)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def test_every_rule_imports_without_a_framework() -> None:
    modules = pure_modules()
    assert {f"{app}.domain" for app in APPS} <= set(modules)
    found = importing(*modules)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("module", ["agents.models", "rooms.outbox", "agents.replay", "client.transport"])
def test_the_block_holds(module: str) -> None:
    """What does need a framework fails, so that the test above means something."""
    found = importing(module)
    assert found.returncode == 1
    assert "is blocked" in found.stderr


def test_packages_say_nothing_when_they_are_imported() -> None:
    """An `__init__` runs whatever is imported below it. Only config's is not empty: it loads the Celery app."""
    packages = [file for app in (*APPS, "client", "config") for file in (ROOT / app).rglob("__init__.py")]
    assert len(packages) > len(APPS)
    speaking = [str(file.relative_to(ROOT)) for file in packages if file.read_text()]
    assert speaking == ["config/__init__.py"]
