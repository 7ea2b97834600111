"""The recipes for servers: each can be read by what it is for, and names what the service really has."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from recommender.settings import Settings
from tests.support.commands import check_command
from tests.support.programs import find_program
from tests.support.serving import serving

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
PROGRAM = "/opt/recommender/bin/recommender"
# What is not the service's own to say: uvicorn's, numba's.
OTHERS = {"FORWARDED_ALLOW_IPS", "NUMBA_CACHE_DIR"}


@pytest.fixture(autouse=True)
def _a_store_in_the_environment(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Have a store where commands look for one, in a folder of the test."""
    monkeypatch.setenv("RECOMMENDER_STORE", url)


def is_known(variable: str) -> bool:
    """Return whether a variable of the environment is a setting."""
    name = variable.removeprefix("RECOMMENDER_").lower()
    return variable in OTHERS or (variable.startswith("RECOMMENDER_") and name in Settings.model_fields)


def unit_of(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text("utf-8"))
    return unit


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / "recommender.yaml").read_text("utf-8")))


def pods() -> Iterator[dict[str, Any]]:
    """Yield what each pod of Kubernetes is made of."""
    for each in manifests():
        spec = each["spec"]
        if each["kind"] == "Deployment":
            yield spec["template"]["spec"]
        if each["kind"] == "CronJob":
            yield spec["jobTemplate"]["spec"]["template"]["spec"]


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return read


@pytest.mark.parametrize("path", [*UNITS, *TIMERS], ids=lambda path: path.name)
def test_systemd_takes_each_unit(path: Path, tmp_path: Path) -> None:
    program = find_program("systemd-analyze", "systemd")
    for each in [*UNITS, *TIMERS]:
        # Only the program is not here, which it looks for.
        (tmp_path / each.name).write_text(each.read_text("utf-8").replace(PROGRAM, "/bin/true"))
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / path.name)], check=False, capture_output=True, text=True
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "recommender" in line]) == (0, [])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_each_unit_runs_a_command_that_there_is_as_a_user_of_its_own(path: Path) -> None:
    service = unit_of(path)["Service"]
    words = shlex.split(service["ExecStart"])
    assert words[0] == PROGRAM
    check_command(words)
    assert service["User"] == "recommender"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == "/srv/news"
    assigned = re.findall(r"^Environment=(\w+)=", path.read_text("utf-8"), re.MULTILINE)
    assert [name for name in assigned if not is_known(name)] == []


def test_the_environment_of_the_units_holds_settings() -> None:
    lines = (DEPLOY / "systemd" / "recommender.env").read_text("utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if not line.startswith("#")]
    assert "RECOMMENDER_EDITOR_KEYS" in names
    assert [name for name in names if not is_known(name)] == []


def test_the_timer_starts_the_training() -> None:
    (path,) = TIMERS
    timer = unit_of(path)
    assert path.with_suffix(".service") in UNITS
    assert unit_of(path.with_suffix(".service"))["Service"]["Type"] == "oneshot"
    assert timer["Timer"]["OnCalendar"]
    assert timer["Install"]["WantedBy"] == "timers.target"


def lines_of_compose(name: str) -> list[str]:
    """Return the commands of ours that the shell of a service of compose runs."""
    script = compose()["services"][name]["entrypoint"][2].replace("$$", "$")
    checked = subprocess.run(["sh", "-n", "-c", script], check=False, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    lines: list[str] = re.findall(r"(?:do|exec) (recommender [^;|\n]+)", script)
    return lines


def test_compose_runs_commands_that_there_are_with_settings_that_there_are() -> None:
    services = compose()["services"]
    for name in ("service-1", "service-2"):
        assert lines_of_compose(name) == ['recommender "$@"']
        check_command(["recommender", *services[name]["command"]])
        assert services[name]["environment"]["RECOMMENDER_LEASE_SECONDS"]
    any_command, training = lines_of_compose("train")
    assert any_command == 'recommender "$@"'
    check_command(shlex.split(training))
    for name in ("service-1", "service-2", "train"):
        script = services[name]["entrypoint"][2]
        given = [*services[name]["environment"], *re.findall(r"export (\w+)=", script)]
        assert "RECOMMENDER_STORE" in given
        assert [variable for variable in given if not is_known(variable)] == []
        user = services[name]["user"].partition(":")[0]
        assert f"--uid {user}" in (ROOT / "Dockerfile").read_text("utf-8")


def test_all_that_compose_runs_is_nobody_on_a_read_only_file_system_with_secrets_in_files_alone() -> None:
    read = compose()
    for name, service in read["services"].items():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "healthcheck" in service
        # The image of the balancer has a user of its own.
        assert "unprivileged" in service["image"] or int(service["user"].partition(":")[0]) > 0
        assert {each.partition(":")[0] for each in service.get("volumes", ())} <= set(read["volumes"])
        script = " ".join(service.get("entrypoint", ()))
        secrets = re.findall(r"/run/secrets/([\w-]+)", f"{script} {service.get('environment', {})}")
        assert set(secrets) <= set(service.get("secrets", ())) <= set(read["secrets"]), name
    assert "POSTGRES_PASSWORD_FILE" in read["services"]["store"]["environment"]
    made = re.findall(r"> deploy/(secrets/[\w-]+)", (DEPLOY / "compose.yaml").read_text("utf-8"))
    assert {each["file"] for each in read["secrets"].values()} == set(made)
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_shell_of_compose_puts_the_secrets_together_and_becomes_the_command(tmp_path: Path) -> None:
    for name, secret in (("store-password", "p4ss"), ("editor-keys", "the-key-of-an-editor")):
        (tmp_path / name).write_text(f"{secret}\n")
    program = tmp_path / "recommender"
    program.write_text('#!/bin/sh\necho "$RECOMMENDER_STORE $RECOMMENDER_EDITOR_KEYS $*"\n')
    program.chmod(0o755)
    service = compose()["services"]["service-1"]
    shell, options, script, zeroth = service["entrypoint"]
    script = script.replace("$$", "$").replace("/run/secrets", str(tmp_path))
    done = subprocess.run(
        [shell, options, script, zeroth, *service["command"]],
        check=True, capture_output=True, text=True, env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )  # fmt: skip
    expected = "postgresql://recommender:p4ss@store/recommender the-key-of-an-editor serve --host 0.0.0.0 --port 8000"
    assert done.stdout.startswith(expected)


def test_compose_publishes_the_balancer_to_this_machine_alone_and_that_asks_both_services() -> None:
    services = compose()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["balancer"]
    recipe = (DEPLOY / "nginx" / "compose.conf").read_text("utf-8")
    (port,) = services["balancer"]["ports"]
    assert port == "127.0.0.1:8000:8080"
    assert "listen 8080;" in recipe
    asked = re.findall(r"server (service-\d):(\d+) ", recipe)
    assert [name for name, _ in asked] == [name for name in services if name.startswith("service-")]
    for name, theirs in asked:
        command = services[name]["command"]
        assert command[command.index("--port") + 1] == theirs
        assert int(services[name]["stop_grace_period"].removesuffix("s")) >= 10


def test_the_nginx_of_compose_does_what_the_recipe_does_that_is_tried() -> None:
    def rules(name: str) -> list[str]:
        lines = (DEPLOY / "nginx" / name).read_text("utf-8").splitlines()
        differs = re.compile(r"\s*(#|server \S+ max_fails|listen )")
        return [line for line in lines if not differs.match(line)]

    assert rules("compose.conf") == rules("replicas.conf")


def test_kubernetes_runs_commands_that_there_are_with_settings_that_there_are() -> None:
    for pod in pods():
        (container,) = pod["containers"]
        check_command(container["command"])
        assert [each["name"] for each in container["env"] if not is_known(each["name"])] == []
        assert {each["name"] for each in container["volumeMounts"]} == {each["name"] for each in pod["volumes"]}
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert f"--uid {pod['securityContext']['runAsUser']}" in (ROOT / "Dockerfile").read_text("utf-8")
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_the_probes_of_kubernetes_ask_for_what_the_service_answers(published: Path, tmp_path: Path) -> None:
    (deployment,) = [each for each in manifests() if each["kind"] == "Deployment"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    probes = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "readiness", "liveness")}
    assert {probe["port"] for probe in probes.values()} == {container["ports"][0]["name"]}
    with serving(published) as client:
        assert {name: client.get(probe["path"]).status_code for name, probe in probes.items()} == dict.fromkeys(
            probes, 200
        )
    # Without a model a pod is not ready, but alive: it is not restarted for it.
    with serving(tmp_path / "nothing") as client:
        assert client.get(probes["readiness"]["path"]).status_code == 503
        assert client.get(probes["liveness"]["path"]).status_code == 200


def test_the_service_of_kubernetes_leads_to_the_pods_and_one_training_runs_at_a_time() -> None:
    by_kind = {each["kind"]: each["spec"] for each in manifests()}
    labels = by_kind["Deployment"]["template"]["metadata"]["labels"]
    assert by_kind["Service"]["selector"] == labels == by_kind["Deployment"]["selector"]["matchLabels"]
    assert by_kind["PodDisruptionBudget"]["selector"]["matchLabels"] == labels
    assert by_kind["CronJob"]["concurrencyPolicy"] == "Forbid"
    claims = {
        each["persistentVolumeClaim"]["claimName"]
        for pod in pods()
        for each in pod["volumes"]
        if "persistentVolumeClaim" in each
    }
    assert claims == {each["metadata"]["name"] for each in manifests() if each["kind"] == "PersistentVolumeClaim"}


def test_the_page_of_the_recipes_leads_to_each_of_them() -> None:
    text = (DEPLOY / "README.md").read_text("utf-8")
    files = {path.relative_to(DEPLOY).as_posix() for path in DEPLOY.rglob("*") if path.is_file()} - {"README.md"}
    assert files <= set(re.findall(r"\]\(([^)]+)\)", text))
