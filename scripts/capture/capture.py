"""Run each client through each kind of trouble against a broker on loopback, and keep what it logs.

``LAB=/some/dir python -m scripts.capture.capture [--clients java-4,sarama] [SCENARIO ...]`` writes
LAB/logs/<client>/<scenario>.log; docs/capturing.md says how LAB is filled. All clients of a scenario run at once, each
in a group of its own.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable

from scripts.capture.run import (
    FAR,
    KEYS,
    KNOWN,
    LAB,
    MISSING,
    SASL,
    TLS,
    Run,
    broker,
    produce,
    tool,
    topic,
)

GROUPS = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand"
ACLS = "org.apache.kafka.tools.AclCommand"


def _acl(*what: str) -> None:
    tool(ACLS, "--add", "--allow-principal", "User:alice", *what)


# --- calm
def calm_steady(run: Run) -> None:
    """A start, a minute of messages, a shutdown."""
    writing = produce("orders", 550, 100, 10)
    run.start(seconds=60, reset="latest")
    run.wait(75)
    writing.wait()


def calm_rolling(run: Run) -> None:
    """Three members, restarted one after the other."""
    for tag in ("-a", "-b", "-c"):
        run.start(tag, seconds=12)
        time.sleep(4)
    run.start("-d", seconds=12)
    time.sleep(4)
    run.start("-e", seconds=12)
    run.wait(25)


def calm_broker_restart(run: Run) -> None:
    """The broker is restarted, and the clients come back."""
    run.start(seconds=45)
    time.sleep(12)
    broker("stop")
    broker("start")
    run.wait(60)


def calm_idle(run: Run) -> None:
    """The broker closes idle connections."""
    broker("stop")
    broker("start", "connections.max.idle.ms=8000")
    run.start(seconds=45)
    run.wait(60)
    broker("stop")
    broker("start")


def calm_no_messages(run: Run) -> None:
    """An empty topic."""
    topic("quiet", "--partitions", "1")
    run.start(topic="quiet", seconds=12)
    run.wait(25)


# --- trouble
def wrong_port(run: Run) -> None:
    """Nobody listens there."""
    run.start(servers="127.0.0.1:19999", seconds=20)
    run.wait(35)


def unknown_host(run: Run) -> None:
    """The name has no address."""
    run.start(servers="kafka-1.invalid:9092", seconds=20)
    run.wait(35)


def advertised_port(run: Run) -> None:
    """The bootstrap works, the advertised address does not answer."""
    run.start(servers=FAR)
    run.wait(30)


def advertised_name(run: Run) -> None:
    """The bootstrap works, the advertised name does not resolve."""
    run.start(servers=MISSING)
    run.wait(30)


def plain_on_tls(run: Run) -> None:
    """A plaintext client on a TLS listener."""
    run.start(servers=TLS)
    run.wait(30)


def tls_on_plain(run: Run) -> None:
    """A TLS client on a plaintext listener."""
    run.start(tls=KEYS / "ca", only=lambda name: not name.startswith("java"))
    run.start(tls=KEYS / "trust", only=lambda name: name.startswith("java"))
    run.wait(30)


def tls_untrusted(run: Run) -> None:
    """The certificate is signed by somebody whom the client does not know."""
    run.start(servers="localhost:19093", tls=KEYS / "other")
    run.wait(30)


def tls_name(run: Run) -> None:
    """The certificate is for another name."""
    run.start(servers="localhost:19097", tls=KEYS / "ca", only=lambda name: not name.startswith("java"))
    run.start(servers="localhost:19097", tls=KEYS / "trust", only=lambda name: name.startswith("java"))
    run.wait(30)


def sasl_password(run: Run) -> None:
    """A wrong password."""
    run.start(servers=SASL, user="alice", password="wrong", mechanism="PLAIN")
    run.wait(30)


def sasl_mechanism(run: Run) -> None:
    """A mechanism that the broker has not enabled."""
    run.start(servers=SASL, user="alice", password="alice-pw", mechanism="SCRAM-SHA-256")
    run.wait(30)


def sasl_missing(run: Run) -> None:
    """A client without SASL on a SASL listener."""
    run.start(servers=SASL)
    run.wait(30)


def sasl_on_plain(run: Run) -> None:
    """A SASL client on a listener without SASL."""
    run.start(user="alice", password="alice-pw", mechanism="PLAIN")
    run.wait(30)


def acl_group(run: Run) -> None:
    """May read the topic, not the group."""
    _acl("--operation", "Read", "--operation", "Describe", "--topic", "orders")
    run.start(servers=SASL, user="alice", password="alice-pw", mechanism="PLAIN")
    run.wait(30)


def acl_topic(run: Run) -> None:
    """May use the group, not the topic."""
    topic("secret", "--partitions", "1")
    _acl("--operation", "Read", "--group", "*")
    run.start(servers=SASL, user="alice", password="alice-pw", mechanism="PLAIN", topic="secret")
    run.wait(30)
    tool(ACLS, "--remove", "--force", "--allow-principal", "User:alice", "--operation", "Read", "--group", "*")


def group_missing(run: Run) -> None:
    """No group.id."""
    run.start(group=None, only=lambda name: name != "kafkajs")
    run.wait(30)


def group_empty(run: Run) -> None:
    """An empty group.id."""
    run.start(group="")
    run.wait(30)


def topic_missing(run: Run) -> None:
    """The topic does not exist."""
    run.start(topic="nobody-made-this")
    run.wait(30)


def poll_interval(run: Run) -> None:
    """The handler needs longer than max.poll.interval.ms."""
    run.start(reset="earliest", poll_interval=4000, sleep=6000, records=2, seconds=30, manual=1)
    run.wait(50)


def session_timeout(run: Run) -> None:
    """The process stands still for longer than the session lives."""
    run.start(session=3000, seconds=35)
    time.sleep(12)
    run.signal(signal.SIGSTOP)
    time.sleep(8)
    run.signal(signal.SIGCONT)
    run.wait(40)


def static_fenced(run: Run) -> None:
    """Two processes with one group.instance.id."""
    has = lambda name: name not in {"kafkajs", "kafka-go", "java-0.10", "aiokafka-old", "kafka-python-2.0"}  # noqa: E731
    run.start(instance="one", only=has)
    time.sleep(6)
    run.start("-second", instance="one", only=has)
    run.wait(30)


def assignors_mixed(run: Run) -> None:
    """A member whose assignor the others do not have."""
    for name in run.names:
        run.start("", only=lambda n, name=name: n == name, group="assignors-mixed")  # type: ignore[misc]
        time.sleep(2)
    run.start("-second", roundrobin=1, group="assignors-mixed", only=lambda name: "python" not in name)
    run.wait(30)


def group_full(run: Run) -> None:
    """More members than group.max.size."""
    broker("stop")
    broker("start", "group.max.size=1", "group.consumer.max.size=1")
    run.start()
    time.sleep(6)
    run.start("-second")
    run.wait(30)
    broker("stop")
    broker("start")


def record_too_large(run: Run) -> None:
    """A message larger than what the client fetches at once."""
    topic("large", "--partitions", "1", "--config", "max.message.bytes=12000000")
    produce("large", 2, 6_000_000).wait()
    run.start(topic="large", bytes=200_000, reset="earliest")
    run.wait(30)


def _out_of_range(run: Run, policy: str) -> None:
    topic("gone", "--partitions", "1")
    produce("gone", 50).wait()
    for name in run.names:
        tool(
            GROUPS,
            "--group",
            f"{run.scenario}-{name}",
            "--topic",
            "gone",
            "--reset-offsets",
            "--to-offset",
            "5",
            "--execute",
        )
    (LAB / "delete.json").write_text('{"partitions":[{"topic":"gone","partition":0,"offset":30}],"version":1}')
    tool("org.apache.kafka.tools.DeleteRecordsCommand", "--offset-json-file", str(LAB / "delete.json"))
    run.start(topic="gone", reset=policy)
    run.wait(30)


def out_of_range_earliest(run: Run) -> None:
    """The committed offset was deleted, with auto.offset.reset=earliest."""
    _out_of_range(run, "earliest")


def out_of_range_latest(run: Run) -> None:
    """The committed offset was deleted, with auto.offset.reset=latest."""
    _out_of_range(run, "latest")


def out_of_range_none(run: Run) -> None:
    """The committed offset was deleted, with no reset."""
    _out_of_range(run, "none")


def no_offset_none(run: Run) -> None:
    """No offset is committed, with no reset."""
    run.start(reset="none")
    run.wait(30)


def poison_pill(run: Run) -> None:
    """A message that the deserializer refuses."""
    run.start(reset="earliest", json=1, only=lambda name: not name.startswith("confluent"))
    run.wait(30)


def handler_fails(run: Run) -> None:
    """A handler that throws at each message."""
    run.start(reset="earliest", boom=1, only=lambda name: name == "spring")
    run.wait(30)


def hanging_transaction(run: Run) -> None:
    """An open transaction, with isolation.level=read_committed."""
    topic("paid", "--partitions", "1")
    produce("paid", 5, 100, 0, "hang").wait()
    produce("paid", 50).wait()
    run.start(topic="paid", reset="earliest", isolation="read_committed", debug=None)
    time.sleep(12)
    tool(GROUPS, "--describe", "--all-groups", to="hanging-transaction-groups")
    tool("org.apache.kafka.tools.TransactionsCommand", "list", to="transactions-list")
    tool(
        "org.apache.kafka.tools.TransactionsCommand", "find-hanging", "--broker-id", "1", to="transactions-find-hanging"
    )
    run.wait(30)


def blocked(run: Run) -> None:
    """A handler that stands still, as the tools show it: two tables and two thread dumps, a minute apart."""
    topic("work", "--partitions", "3")
    writing = produce("work", 600, 100, 5)
    run.names = [name for name in run.names if name == "java-3.9"]
    run.start(
        topic="work", group="shop", reset="earliest", records=20, manual=1, after=100, sleep=1_000_000, seconds=300
    )
    for tag in ("1", "2"):
        time.sleep(30 if tag == "1" else 60)
        tool(GROUPS, "--describe", "--group", "shop", to=f"blocked-table-{tag}")
        run.dump(f"blocked-jstack-{tag}")
    tool(GROUPS, "--describe", "--group", "shop", "--members", "--verbose", to="blocked-members")
    tool(GROUPS, "--describe", "--group", "shop", "--state", to="blocked-state")
    writing.kill()
    run.wait(0)
    tool(GROUPS, "--describe", "--group", "shop", to="no-members")
    tool(GROUPS, "--describe", "--group", "nobody-made-this", to="no-such-group")


def coordinator_not_available(run: Run) -> None:
    """The broker goes away for good."""
    run.start(seconds=30)
    time.sleep(12)
    broker("stop")
    run.wait(40)
    broker("start")


def old_version(run: Run) -> None:
    """A client that speaks only what old brokers did."""
    run.start(version="0.8.2.0", api_version=None, only=lambda name: name in {"sarama", "franz-go", "java-0.10"})
    run.wait(30)


SCENARIOS: dict[str, Callable[[Run], None]] = {
    name.replace("_", "-"): value
    for name, value in list(globals().items())
    if callable(value) and getattr(value, "__annotations__", {}).get("run") == "Run" and not name.startswith("_")
}


def main() -> None:
    """Run the scenarios of the command line, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", default=",".join(KNOWN["clients"]))
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    given = parser.parse_args()
    names = [name for name in KNOWN["clients"] if any(name.startswith(part) for part in given.clients.split(","))]
    for scenario in given.scenarios or SCENARIOS:
        print(time.strftime("%H:%M:%S"), scenario, flush=True)
        run = Run(scenario, names)
        try:
            SCENARIOS[scenario](run)
        finally:
            run.signal(signal.SIGCONT)
            run.wait(0)
    print(time.strftime("%H:%M:%S"), "done", file=sys.stderr)


if __name__ == "__main__":
    main()
