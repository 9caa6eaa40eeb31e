"""What scenarios are made of: a run of all clients at once, the broker, its tools, messages and topics.

In: LAB, the directory that docs/capturing.md fills. Out: LAB/logs/<client>/<scenario>.log, and LAB/logs/tools.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

LAB = Path(os.environ.get("LAB", "")).absolute()
HERE = Path(__file__).parent
KEYS = LAB / "broker/keys"
PLAIN, TLS, SASL, SASLTLS, FAR, NAMED, MISSING = (f"127.0.0.1:{port}" for port in range(19092, 19099))
KNOWN: dict[str, Any] = yaml.safe_load((HERE / "clients.yaml").read_text())


def command_of(name: str) -> list[str]:
    """The command that starts a client."""
    words = str(KNOWN["clients"][name]["command"]).format(lab=LAB, here=HERE).split()
    if words[0] != "java":
        return words
    where = LAB / "jc" / words[1]
    path = f"{where}/classes:{where}/libs/*"
    program = "SpringListener" if words[1] == "spring" else "Consumer"
    return ["java", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", path, program, *words[2:]]


def arguments(name: str, options: dict[str, object]) -> list[str]:
    """The options of a scenario as the client's own arguments."""
    words = KNOWN["words"][KNOWN["clients"][name]["words"]]
    mechanism = str(options.get("mechanism", "PLAIN"))
    kind = "plain.Plain" if mechanism == "PLAIN" else "scram.Scram"
    more = {
        "mechanism": mechanism,
        "password": options.get("password"),
        "protocol": "SASL_SSL" if "tls" in options else "SASL_PLAINTEXT",
        "module": f"org.apache.kafka.common.security.{kind}LoginModule",
    }
    found: list[str] = []
    for key in sorted(set(options) - {"mechanism", "password"}, key=lambda key: key == "user"):
        for part in words.get(key, f"{key}={{}}").split():
            value = part.format(options[key], **more)
            found.append(value.replace("_required_", " required ").replace('"_', '" ') if "jaas" in part else value)
    return found


class Run:
    """One scenario: starts clients, waits, and ends all that it started."""

    def __init__(self, scenario: str, names: list[str]) -> None:
        self.scenario, self.names = scenario, names
        self.started: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, tag: str = "", only: Callable[[str], bool] = lambda _: True, **options: object) -> None:
        """Start each client with the options; the tag tells a second process of the same group from the first."""
        for name in self.names:
            if not only(name):
                continue
            given = {"servers": PLAIN, "group": f"{self.scenario}-{name}", "seconds": 15, **options}
            target = LAB / "logs" / name / f"{self.scenario}{tag}.log"
            target.parent.mkdir(parents=True, exist_ok=True)
            command = ["nice", *command_of(name), *arguments(name, {k: v for k, v in given.items() if v is not None})]
            with target.open("wb") as out:
                process = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=LAB)
            self.started.append((name, process))

    def wait(self, seconds: float) -> None:
        """Let the clients run, then end those that still do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and any(process.poll() is None for _, process in self.started):
            time.sleep(0.2)
        self.signal(signal.SIGTERM)
        for _, process in self.started:
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
        self.started.clear()

    def dump(self, name: str) -> None:
        """Keep the threads of the clients that run on a JVM in LAB/logs/tools."""
        for _, process in self.started:
            done = subprocess.run(["jstack", "-l", str(process.pid)], capture_output=True, text=True, check=False)
            (LAB / "logs/tools" / f"{name}.log").write_text(done.stdout)

    def signal(self, number: int) -> None:
        """Send a signal to all clients that run."""
        for _, process in self.started:
            if process.poll() is None:
                process.send_signal(number)


def broker(*command: str) -> None:
    """Run broker.sh."""
    subprocess.run([HERE / "broker.sh", *command], check=True)


def tool(name: str, *more: str, to: str | None = None, config: bool = True) -> str:
    """Run a command-line tool of Kafka and return (or keep in LAB/logs/tools) what it prints."""
    command = [str(HERE / "broker.sh"), "tool", name, *(["--bootstrap-server", PLAIN] if config else []), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if to:
        target = LAB / "logs/tools" / f"{to}.log"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(time.strftime("%Y-%m-%d %H:%M:%S\n") + done.stdout + done.stderr)
    return done.stdout + done.stderr


def produce(topic: str, count: int, size: int = 100, rate: int = 0, *more: str) -> subprocess.Popen[bytes]:
    """Write messages to a topic."""
    where = LAB / "jc/3.9.1"
    command = [
        "nice",
        "java",
        "-Xmx64m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        f"{where}/classes:{where}/libs/*",
        "Producer",
        PLAIN,
        topic,
    ]
    return subprocess.Popen(
        [*command, str(count), str(size), str(rate), *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def topic(name: str, *more: str) -> None:
    """Make a topic anew."""
    tool("org.apache.kafka.tools.TopicCommand", "--delete", "--if-exists", "--topic", name)
    time.sleep(1)
    tool("org.apache.kafka.tools.TopicCommand", "--create", "--topic", name, *more)
