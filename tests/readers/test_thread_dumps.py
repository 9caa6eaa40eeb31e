"""Thread dumps: which thread polls, whether it is idle, what it waits for, and what two dumps say together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage import diagnose, load_rules
from kafka_triage.readers.dumps import read_thread_dumps
from kafka_triage.readers.dumps.judge import dump_facts
from kafka_triage.readers.text import read_text

SPRING = """\
	at com.shop.OrderListener.onMessage(OrderListener.java:88)
	at org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.doInvokeOnMessage(KafkaMessageListenerContainer.java:2683)
	at org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer.run(KafkaMessageListenerContainer.java:1310)
	at java.lang.Thread.run(java.base@17.0.8/Thread.java:833)
"""
POLLING = """\
	at sun.nio.ch.EPoll.wait(java.base@17.0.8/Native Method)
	at sun.nio.ch.SelectorImpl.select(java.base@17.0.8/SelectorImpl.java:129)
	at org.apache.kafka.common.network.Selector.poll(Selector.java:481)
	at org.apache.kafka.clients.NetworkClient.poll(NetworkClient.java:560)
	at org.apache.kafka.clients.consumer.KafkaConsumer.poll(KafkaConsumer.java:1230)
"""
PARKED = """\
	at jdk.internal.misc.Unsafe.park(java.base@17.0.8/Native Method)
	- parking to wait for  <0x00000000f0e0d0c0> (a {kind})
	at java.util.concurrent.locks.LockSupport.park(java.base@17.0.8/LockSupport.java:211)
"""
READING = """\
	at java.net.SocketInputStream.socketRead0(java.base@11.0.20/Native Method)
	at java.net.SocketInputStream.read(java.base@11.0.20/SocketInputStream.java:168)
"""


def thread(name: str, state: str, frames: str, number: int = 31) -> str:
    return (
        f'"{name}" #{number} prio=5 os_prio=0 cpu=12.34ms elapsed=100.10s tid=0x00007f{number:04x} nid=0x{number:x} '
        f"waiting on condition  [0x00007f]\n   java.lang.Thread.State: {state}\n{frames}\n"
    )


def dump(*threads: str) -> str:
    return "2024-05-01 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17.0.8+7 mixed mode):\n\n" + "".join(
        threads
    )


def facts(text: str) -> dict[str, Any]:
    found = read_thread_dumps(text.splitlines(), "dump.txt")
    return {fact.name: fact.value for group in found.groups.values() for fact in group.facts}


IDLE = {"thread.waits_for": "messages", "thread.blocked_in_handler": False, "thread.blocked_threads": 0}
SPRING_NAME = "org.springframework.kafka.KafkaListenerEndpointContainer#0-0-C-1"

JVM = [
    ("idle in poll()", "RUNNABLE", POLLING + SPRING.split("\n", 1)[1], {**IDLE, "client.framework": "spring-kafka"}),
    ("idle in poll() of a loop of its own", "RUNNABLE", POLLING + "\tat com.shop.Main.main(Main.java:20)\n", IDLE),
    (
        "idle in poll() of the new consumer",
        "TIMED_WAITING (parking)",
        PARKED.format(kind="java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject")
        + "\tat org.apache.kafka.clients.consumer.internals.FetchBuffer.awaitNotEmpty(FetchBuffer.java:180)\n"
        + "\tat org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer.poll(AsyncKafkaConsumer.java:700)\n"
        + "\tat org.apache.kafka.clients.consumer.KafkaConsumer.poll(KafkaConsumer.java:874)\n"
        + "\tat com.shop.Main.main(Main.java:20)\n",
        IDLE,
    ),
    (
        "an HTTP answer",
        "RUNNABLE",
        READING + "\tat org.apache.http.impl.io.SessionInputBufferImpl.fillBuffer(SessionInputBufferImpl.java:153)\n"
        "\tat com.shop.StockClient.reserve(StockClient.java:41)\n" + SPRING,
        {
            "thread.waits_for": "network_read",
            "thread.blocked_in_handler": True,
            "thread.state": "runnable",
            "processing.hotspot": "network",
            "processing.on_poll_thread": True,
            "thread.missing_timeout": "socketTimeout (SO_TIMEOUT, response time-out) of Apache HttpClient; none by default in version 4",
            "thread.blocked_on": "com.shop.StockClient.reserve (StockClient.java:41), an HTTP call (java.net.SocketInputStream.socketRead0 (Native Method))",
        },
    ),
    (
        "an answer of MySQL",
        "RUNNABLE",
        READING + "\tat com.mysql.cj.protocol.ReadAheadInputStream.fill(ReadAheadInputStream.java:107)\n"
        "\tat com.zaxxer.hikari.pool.ProxyPreparedStatement.executeQuery(ProxyPreparedStatement.java:52)\n" + SPRING,
        {"thread.waits_for": "network_read", "processing.hotspot": "database"},
    ),
    (
        "an answer with a time-out (NioSocketImpl.timedRead)",
        "RUNNABLE",
        "\tat sun.nio.ch.Net.poll(java.base@17.0.8/Native Method)\n"
        "\tat sun.nio.ch.NioSocketImpl.timedRead(java.base@17.0.8/NioSocketImpl.java:278)\n"
        "\tat okhttp3.internal.http1.Http1ExchangeCodec.readResponseHeaders(Http1ExchangeCodec.kt:178)\n" + SPRING,
        {"thread.waits_for": "network_read", "thread.missing_timeout": None},
    ),
    (
        "a connection pool",
        "TIMED_WAITING (parking)",
        PARKED.format(kind="java.util.concurrent.SynchronousQueue$TransferStack")
        + "\tat java.util.concurrent.SynchronousQueue.poll(java.base@17.0.8/SynchronousQueue.java:903)\n"
        "\tat com.zaxxer.hikari.util.ConcurrentBag.borrow(ConcurrentBag.java:151)\n"
        "\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:180)\n" + SPRING,
        {"thread.waits_for": "database_pool", "processing.hotspot": "database", "thread.state": "timed_waiting"},
    ),
    (
        "a connection pool of Druid",
        "WAITING (parking)",
        PARKED.format(kind="java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject")
        + "\tat com.alibaba.druid.pool.DruidDataSource.takeLast(DruidDataSource.java:2002)\n"
        "\tat com.alibaba.druid.pool.DruidDataSource.getConnection(DruidDataSource.java:1400)\n" + SPRING,
        {"thread.waits_for": "database_pool", "thread.missing_timeout": "Druid maxWait (-1 waits for ever)"},
    ),
    (
        "a monitor",
        "BLOCKED (on object monitor)",
        "\tat com.shop.Cache.put(Cache.java:12)\n\t- waiting to lock <0x00000000e1> (a com.shop.Cache)\n" + SPRING,
        {"thread.waits_for": "lock", "thread.state": "blocked", "processing.hotspot": "lock"},
    ),
    (
        "a sleep",
        "TIMED_WAITING (sleeping)",
        "\tat java.lang.Thread.sleep(java.base@17.0.8/Native Method)\n" + SPRING,
        {"thread.waits_for": "sleep"},
    ),
    (
        "a future",
        "WAITING (parking)",
        PARKED.format(kind="java.util.concurrent.CompletableFuture$Signaller")
        + "\tat java.util.concurrent.CompletableFuture.get(java.base@17.0.8/CompletableFuture.java:2072)\n"
        + SPRING,
        {"thread.waits_for": "future", "thread.missing_timeout": "a time-out on the wait, such as get(timeout, unit)"},
    ),
    (
        "a full queue of workers",
        "WAITING (parking)",
        PARKED.format(kind="java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject")
        + "\tat java.util.concurrent.ArrayBlockingQueue.put(java.base@17.0.8/ArrayBlockingQueue.java:370)\n"
        + SPRING,
        {"thread.waits_for": "queue"},
    ),
    (
        "a logging appender",
        "BLOCKED (on object monitor)",
        "\tat org.apache.log4j.Category.callAppenders(Category.java:204)\n"
        "\t- waiting to lock <0x00000000e2> (a org.apache.log4j.spi.RootLogger)\n" + SPRING,
        {"thread.waits_for": "logging", "processing.hotspot": "io"},
    ),
    (
        "the producer's answer",
        "WAITING (parking)",
        PARKED.format(kind="java.util.concurrent.CountDownLatch$Sync")
        + "\tat java.util.concurrent.CountDownLatch.await(java.base@17.0.8/CountDownLatch.java:230)\n"
        "\tat org.apache.kafka.clients.producer.internals.FutureRecordMetadata.get(FutureRecordMetadata.java:74)\n"
        + SPRING,
        {"thread.waits_for": "kafka"},
    ),
    (
        "work",
        "RUNNABLE",
        "\tat java.util.HashMap.hash(java.base@17.0.8/HashMap.java:338)\n" + SPRING,
        {"thread.waits_for": "computing", "thread.blocked_in_handler": False},
    ),
]


@pytest.mark.parametrize(("state", "frames", "expected"), [case[1:] for case in JVM], ids=[case[0] for case in JVM])
def test_what_the_polling_thread_of_a_jvm_waits_for(state: str, frames: str, expected: dict[str, Any]) -> None:
    found = facts(
        dump(
            thread("pool-1-thread-1", "WAITING (parking)", PARKED.format(kind="x.Y"), 9),
            thread(SPRING_NAME, state, frames),
        )
    )
    assert expected == {name: found.get(name) for name in expected}
    assert (found["client.language"], found["thread.poll_threads"]) == ("java", 1)


OWN_LOOP = READING + "\tat com.shop.Sink.push(Sink.java:9)\n\tat com.shop.OrderConsumer.run(OrderConsumer.java:31)\n"
CONNECT = (
    READING
    + "\tat com.acme.sink.Writer.write(Writer.java:5)\n\tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliverMessages(WorkerSinkTask.java:581)\n"
)


@pytest.mark.parametrize(
    ("name", "frames", "framework"),
    [
        ("Thread-4", OWN_LOOP, None),
        ("orders-0-C-1", READING + "\tat com.shop.Sink.push(Sink.java:9)\n", None),
        ("task-thread-sink-0", CONNECT, "connect"),
        (
            "app-3f-StreamThread-1",
            READING
            + "\tat com.shop.Enrich.apply(Enrich.java:5)\n\tat org.apache.kafka.streams.processor.internals.StreamThread.run(StreamThread.java:576)\n",
            "kafka-streams",
        ),
    ],
)
def test_a_consumer_thread_is_told_by_its_name_its_classes_or_its_framework(
    name: str, frames: str, framework: str | None
) -> None:
    found = facts(dump(thread(name, "RUNNABLE", frames)))
    assert (found["thread.waits_for"], found.get("client.framework")) == ("network_read", framework)


@pytest.mark.parametrize(
    ("name", "frames"),
    [
        ("http-nio-8080-exec-1", READING + "\tat com.shop.OrderController.get(OrderController.java:5)\n"),
        (
            "kafka-producer-network-thread | p-1",
            "\tat org.apache.kafka.clients.producer.internals.Sender.run(Sender.java:243)\n",
        ),
        ("ForkJoinPool.commonPool-worker-1", PARKED.format(kind="x.Y")),
        ("lambda", READING + "\tat java.util.function.Consumer.lambda$andThen$0(java.base@17.0.8/Consumer.java:65)\n"),
    ],
)
def test_other_threads_say_nothing_of_the_consumer(name: str, frames: str) -> None:
    found = facts(dump(thread(name, "RUNNABLE", frames)))
    assert not [one for one in found if one.startswith(("thread.", "processing."))]


HEARTBEAT = thread(
    "kafka-coordinator-heartbeat-thread | orders",
    "TIMED_WAITING (on object monitor)",
    "\tat java.lang.Object.wait(java.base@17.0.8/Native Method)\n\tat org.apache.kafka.clients.consumer.internals.AbstractCoordinator$HeartbeatThread.run(AbstractCoordinator.java:1458)\n",
    40,
)


def test_the_heartbeat_thread_names_the_group_and_is_no_polling_thread() -> None:
    found = read_thread_dumps(dump(HEARTBEAT).splitlines(), "dump.txt")
    assert list(found.groups) == ["orders"]
    assert "thread.waits_for" not in {fact.name for fact in found.group("orders").facts}
    two = dump(HEARTBEAT, HEARTBEAT.replace("| orders", "| audit").replace("#40", "#41").replace("7f0028", "7f0029"))
    assert list(read_thread_dumps(two.splitlines(), "dump.txt").groups) == [""]


def deadlock() -> str:
    first = (
        "\tat com.shop.A.put(A.java:1)\n\t- waiting to lock <0x00000000aa> (a com.shop.B)\n\t- locked <0x00000000bb> (a com.shop.A)\n"
        + SPRING
    )
    second = "\tat com.shop.B.put(B.java:1)\n\t- waiting to lock <0x00000000bb> (a com.shop.A)\n\t- locked <0x00000000aa> (a com.shop.B)\n"
    return dump(
        thread(SPRING_NAME, "BLOCKED (on object monitor)", first),
        thread("worker-1", "BLOCKED (on object monitor)", second, 32),
    )


def test_a_circle_of_locks_is_a_deadlock() -> None:
    found = facts(deadlock())
    assert found["thread.deadlocked"] is True
    assert found["thread.blocked_on"] == (
        f"com.shop.A.put (A.java:1), a lock held by 'worker-1', which waits for '{SPRING_NAME}'"
    )


def test_a_lock_with_an_owner_that_works_is_no_deadlock() -> None:
    found = facts(deadlock().replace("\t- waiting to lock <0x00000000bb> (a com.shop.A)\n", ""))
    assert "thread.deadlocked" not in found
    assert found["thread.blocked_on"] == "com.shop.A.put (A.java:1), a lock held by 'worker-1'"


def test_a_lock_that_is_given_up_while_waiting_is_not_held() -> None:
    waiting = "\tat java.lang.Object.wait(Native Method)\n\t- waiting on <0x00000000aa> (a com.shop.B)\n\tat com.shop.B.get(B.java:1)\n\t- locked <0x00000000aa> (a com.shop.B)\n"
    wanting = "\tat com.shop.A.put(A.java:1)\n\t- waiting to lock <0x00000000aa> (a com.shop.B)\n" + SPRING
    found = facts(
        dump(
            thread(SPRING_NAME, "BLOCKED (on object monitor)", wanting),
            thread("w", "WAITING (on object monitor)", waiting, 32),
        )
    )
    assert "lock held by" not in found["thread.blocked_on"]


def test_the_section_about_deadlocks_is_understood() -> None:
    section = f'Found one Java-level deadlock:\n=============================\n"{SPRING_NAME}":\n  waiting to lock monitor 0x00 (object 0xaa, a com.shop.B),\n  which is held by "worker-1"\n'
    lines = (deadlock() + section).splitlines()
    found = read_thread_dumps(lines, "d")
    assert "thread.deadlocked" in {fact.name for fact in found.group().facts}
    assert [line for number, line in enumerate(lines, 1) if line and number not in found.used] == []


BLOCKED = thread(SPRING_NAME, "RUNNABLE", READING + "\tat com.shop.StockClient.reserve(StockClient.java:41)\n" + SPRING)
MOVED = BLOCKED.replace("StockClient.java:41", "StockClient.java:77").replace("reserve", "release")
RESTING = thread(SPRING_NAME, "RUNNABLE", POLLING + SPRING.split("\n", 1)[1])


@pytest.mark.parametrize(
    ("first", "second", "same", "waits_for"),
    [
        (BLOCKED, BLOCKED, True, "network_read"),
        (BLOCKED, MOVED, False, "network_read"),
        (BLOCKED, RESTING, False, "messages"),
        (RESTING, BLOCKED, False, "network_read"),
        (RESTING, RESTING, None, "messages"),
    ],
)
def test_two_dumps_tell_whether_the_thread_moved(first: str, second: str, same: bool | None, waits_for: str) -> None:
    found = facts(dump(first) + dump(second))
    assert (found.get("thread.same_frame_in_dumps"), found["thread.waits_for"]) == (same, waits_for)


def test_dumps_in_two_texts_are_judged_together() -> None:
    one, two = dump(BLOCKED), dump(BLOCKED)
    report = diagnose(
        {"group.committed_trend": "unchanged", "group.lag_trend": "growing"}, text=[one, two], engine="python"
    )
    assert {fact.name: fact.value for fact in report.facts}["thread.same_frame_in_dumps"] is True
    assert report.diagnoses[0].id == "accumulation/handler-stands-still"
    assert "com.shop.StockClient.reserve (StockClient.java:41)" in report.diagnoses[0].text
    assert [cause.id for cause in report.diagnoses[0].consequences] == ["accumulation/consumer-blocked"]
    moving = diagnose(
        {"group.committed_trend": "unchanged", "group.lag_trend": "growing"}, text=[one, dump(MOVED)], engine="python"
    )
    assert "accumulation/handler-stands-still" not in [cause.id for cause in moving.diagnoses]


def test_an_idle_polling_thread_rules_a_blocked_consumer_out() -> None:
    report = diagnose(
        {"group.committed_trend": "unchanged", "group.lag_trend": "growing"}, text=dump(RESTING), engine="python"
    )
    assert not {"accumulation/consumer-blocked", "accumulation/handler-stands-still"} & {
        cause.id for cause in report.diagnoses
    }


def test_the_thread_that_stays_stands_for_all() -> None:
    other = MOVED.replace("#31", "#55").replace("7f001f", "7f0037").replace("0-C-1", "1-C-1")
    found = facts(dump(BLOCKED, other) + dump(BLOCKED, other.replace("java:77", "java:99")))
    assert found["thread.same_frame_in_dumps"] is True
    assert found["thread.blocked_on"].startswith("com.shop.StockClient.reserve")
    assert (found["thread.poll_threads"], found["thread.blocked_threads"]) == (2, 2)


def test_kill_3_in_a_log_leaves_the_log_lines_alone() -> None:
    text = "10:00:00.000 INFO c.s.Main - started\n" + dump(BLOCKED) + "10:00:05.000 INFO c.s.Main - goes on\n"
    reading = read_text(text)
    assert [line for _, line in reading.unrecognised] == [
        "10:00:00.000 INFO c.s.Main - started",
        "10:00:05.000 INFO c.s.Main - goes on",
    ]


@pytest.mark.parametrize(
    "header",
    [
        f'"{SPRING_NAME}" prio=5 Id=31 BLOCKED on com.shop.Cache@1a2b owned by "worker-1" Id=32',
        f'"{SPRING_NAME}" - Thread t@31\n   java.lang.Thread.State: BLOCKED',
        f'"{SPRING_NAME}" #31 daemon prio=5 tid=0x1 nid=NA waiting for monitor entry\n  java.lang.Thread.State: BLOCKED',
    ],
)
def test_headers_of_jmx_visualvm_and_an_ide(header: str) -> None:
    found = facts(header + "\n\tat com.shop.Cache.put(Cache.java:12)\n" + SPRING)
    assert (found["thread.state"], found["thread.waits_for"]) == ("blocked", "lock")


def actuator(frames: list[tuple[str, str, int]]) -> str:
    stack = [
        {
            "className": c,
            "methodName": m,
            "fileName": f"{c.rsplit('.', 1)[1]}.java",
            "lineNumber": n,
            "nativeMethod": n < 0,
        }
        for c, m, n in frames
    ]
    return json.dumps(
        {"threads": [{"threadName": SPRING_NAME, "threadId": 31, "threadState": "WAITING", "stackTrace": stack}]},
        indent=1,
    )


def test_json_of_spring_boot_actuator() -> None:
    text = actuator(
        [
            ("java.util.concurrent.CountDownLatch", "await", 230),
            ("com.shop.OrderListener", "onMessage", 88),
            ("org.springframework.kafka.listener.KafkaMessageListenerContainer$ListenerConsumer", "run", 1310),
        ]
    )
    found = facts(f"curl says\n{text}")
    assert (found["thread.waits_for"], found["thread.blocked_on"]) == (
        "future",
        "com.shop.OrderListener.onMessage (OrderListener.java:88) (java.util.concurrent.CountDownLatch.await (CountDownLatch.java:230))",
    )


def test_other_json_is_no_dump() -> None:
    assert (
        read_thread_dumps(['{"threadName": "a", "level": "INFO"}', '{"threads": 4}', "{" * 100_000], "x").used == set()
    )


PY_SPY = """\
Process 4711: python -m app.consumer
Python v3.11.4 (/usr/local/bin/python3.11)

Thread 4711 (idle): "MainThread"
    recv_into (socket.py:706)
    _read_status (http/client.py:286)
    send (requests/adapters.py:486)
    push (app/sink.py:27)
    consume (app/consumer.py:44)
    <module> (app/consumer.py:60)
"""
FAULTHANDLER = """\
Timeout (0:05:00)!
Thread 0x00007f1a2b3c (most recent call first):
  File "/usr/lib/python3.10/ssl.py", line 1130 in read
  File "/app/venv/lib/python3.10/site-packages/pymysql/connections.py", line 744 in _read_bytes
  File "/app/worker.py", line 20 in handle
  File "/app/consumer.py", line 9 in consume_forever
"""
PYTHON_POLL = """\
Thread 0x00007f1a2b3c (most recent call first):
  File "/usr/lib/python3.10/selectors.py", line 469 in select
  File "/app/venv/lib/python3.10/site-packages/kafka/consumer/group.py", line 655 in poll
  File "/app/worker.py", line 20 in run
"""
PRINTED = """\
Thread[kafka-coordinator-heartbeat-thread | billing,5,main]
 java.lang.Object.wait(Native Method)
java.lang.Object.wait(Object.java:502)
org.apache.kafka.clients.consumer.internals.AbstractCoordinator$HeartbeatThread.run(AbstractCoordinator.java:920)

Thread[#41,shop-dispatcher-20,5,main]
 sun.nio.ch.EPollArrayWrapper.epollWait(Native Method)
org.apache.kafka.clients.consumer.KafkaConsumer.poll(KafkaConsumer.java:1043)
com.shop.Loop.run(Loop.java:12)
"""
GO = """\
goroutine 34 [select]:
github.com/IBM/sarama.(*consumerGroupSession).heartbeatLoop(0xc000162000)
	/go/pkg/mod/github.com/!i!b!m/sarama@v1.43.2/consumer_group.go:1101 +0x3c5
created by github.com/IBM/sarama.newConsumerGroupSession in goroutine 20
	/go/pkg/mod/x.go:800 +0x5

goroutine 51 [select, 35 minutes]:
net/http.(*persistConn).roundTrip(0xc0001, 0xc0002)
	/usr/local/go/src/net/http/transport.go:2687 +0x9c5
main.(*stock).Reserve(0xc000)
	/src/app/stock.go:31 +0x11
main.(*handler).ConsumeClaim(0xc00, {0x1, 0x2})
	/src/app/handler.go:40 +0x1
github.com/IBM/sarama.(*consumerGroupSession).consume(0xc000162000, {0xc0, 0x6}, 0x3)
	/go/pkg/mod/consumer_group.go:949 +0x235
"""
GO_IDLE = """\
goroutine 52 [chan receive, 41 minutes]:
main.(*handler).ConsumeClaim(0xc00, {0x1, 0x2})
	/src/app/handler.go:38 +0x1
github.com/IBM/sarama.(*consumerGroupSession).consume(0xc000162000, {0xc0, 0x6}, 0x3)
	/go/pkg/mod/consumer_group.go:949 +0x235
"""
GO_QUEUE = GO_IDLE.replace("chan receive", "chan send")
GO_LOCK = """\
goroutine 7 [sync.Mutex.Lock, 12 minutes]:
sync.(*Mutex).lockSlow(0xc0000)
	/usr/local/go/src/sync/mutex.go:173 +0x15d
main.(*cache).put(0xc0)
	/src/app/cache.go:9 +0x1
main.consumeLoop(0xc0)
	/src/app/main.go:30 +0x1
"""
GO_FRANZ = """\
goroutine 9 [select]:
github.com/twmb/franz-go/pkg/kgo.(*Client).PollRecords(0xc0, {0x1, 0x2}, 0x1f4)
	/go/pkg/mod/github.com/twmb/franz-go/consumer.go:480 +0x1
main.consume(0xc0)
	/src/app/main.go:30 +0x1
"""
DOTNET = """\
Thread (0x3A1F):
  [Native Frames]
  System.Private.CoreLib!System.Threading.ManualResetEventSlim.Wait(int32,value class System.Threading.CancellationToken)
  System.Private.CoreLib!System.Threading.Tasks.Task.InternalWait(int32,value class System.Threading.CancellationToken)
  Shop!Shop.StockClient.Reserve(class System.String)
  Shop!Shop.OrderConsumer.Run()
"""
DOTNET_IDLE = """\
Thread (0x3A20):
  [Native Frames]
  Confluent.Kafka!Confluent.Kafka.Impl.LibRdKafka.consumer_poll(int,int)
  Shop!Shop.AuditConsumer.Run()
"""
CLRSTACK = """\
OS Thread Id: 0x4a2c (14)
        Child SP               IP Call Site
000000B1D4D7E2C8 00007ffb8d9d0a44 [HelperMethodFrame_1OBJ: 000000b1d4d7e2c8] System.Threading.Monitor.ReliableEnter(System.Object, Boolean ByRef)
000000B1D4D7E420 00007ffb2e8a1b5c Shop.Cache.Put(System.String) [C:\\src\\Cache.cs @ 31]
000000B1D4D7E470 00007ffb2e8a1a20 Shop.OrderConsumer.Handle(Shop.Order) [C:\\src\\OrderConsumer.cs @ 77]
"""
GDB = """\
Thread 1 (Thread 0x7f0 (LWP 120)):
#0  0x00007f in __libc_recv (fd=9, buf=0x1, len=5, flags=0) at ../sysdeps/unix/sysv/linux/recv.c:28
#1  0x00007f in PQgetResult (conn=0x5) from /usr/lib/libpq.so.5
#2  0x0000 in store_order (msg=0x7f) at consumer.c:91
#3  0x0000 in consume_loop () at consumer.c:120
"""
OTHERS = [
    (
        "py-spy",
        PY_SPY,
        "python",
        "network_read",
        "push (app/sink.py:27), an HTTP call (recv_into (socket.py:706))",
        None,
    ),
    (
        "faulthandler",
        FAULTHANDLER,
        "python",
        "network_read",
        "handle (/app/worker.py:20), MySQL (read (ssl.py:1130))",
        None,
    ),
    ("kafka-python in poll()", PYTHON_POLL, "python", "messages", None, None),
    (
        "goroutine in an HTTP call",
        GO,
        "go",
        "network_read",
        "main.(*stock).Reserve (src/app/stock.go:31), an HTTP call (net/http.(*persistConn).roundTrip (net/http/transport.go:2687))",
        2_100_000.0,
    ),
    ("goroutine that waits for a claim's messages", GO_IDLE, "go", "messages", None, None),
    (
        "goroutine that waits for its workers",
        GO_QUEUE,
        "go",
        "queue",
        "main.(*handler).ConsumeClaim (src/app/handler.go:38)",
        2_460_000.0,
    ),
    (
        "goroutine that waits for a mutex",
        GO_LOCK,
        "go",
        "lock",
        "main.(*cache).put (src/app/cache.go:9) (sync.(*Mutex).lockSlow (src/sync/mutex.go:173))",
        720_000.0,
    ),
    ("franz-go in poll", GO_FRANZ, "go", "messages", None, None),
    ("stacks that a program printed", PRINTED, "java", "messages", None, None),
    (
        "dotnet-stack",
        DOTNET,
        "dotnet",
        "future",
        "Shop.StockClient.Reserve (System.Threading.ManualResetEventSlim.Wait)",
        None,
    ),
    ("dotnet-stack in Consume", DOTNET_IDLE, "dotnet", "messages", None, None),
    (
        "clrstack",
        CLRSTACK,
        "dotnet",
        "lock",
        "Shop.Cache.Put (C:\\src\\Cache.cs @ 31) (System.Threading.Monitor.ReliableEnter)",
        None,
    ),
    ("gdb", GDB, None, "network_read", "store_order (consumer.c:91) (__libc_recv (sysv/linux/recv.c:28))", None),
]


@pytest.mark.parametrize(
    ("text", "language", "waits_for", "blocked_on", "waited"),
    [case[1:] for case in OTHERS],
    ids=[case[0] for case in OTHERS],
)
def test_dumps_of_other_languages(
    text: str, language: str | None, waits_for: str, blocked_on: str | None, waited: float | None
) -> None:
    found = facts(text)
    assert (language, waits_for, blocked_on, waited) == (
        found.get("client.language"),
        found["thread.waits_for"],
        found.get("thread.blocked_on"),
        found.get("thread.waited_ms"),
    )
    assert found["thread.blocked_in_handler"] is (waits_for != "messages")


def test_a_client_that_was_copied_into_the_program_is_not_its_handler() -> None:
    found = facts(
        "goroutine 12 [chan receive, 181 minutes]:\n"
        "shop/notifier/vendor/github.com/IBM/sarama.(*partitionConsumer).dispatcher(0xc455984c80)\n"
        "\t/go/src/shop/notifier/vendor/github.com/IBM/sarama/consumer.go:307 +0x5f\n"
    )
    assert {"client.language": "go", "client.library": "sarama"} == found


def test_a_goroutine_that_waits_for_long_is_diagnosed() -> None:
    report = diagnose(text=GO, engine="python")
    assert report.diagnoses[0].id == "accumulation/handler-stands-still"
    assert "2,100,000 ms (35 min)" in report.diagnoses[0].text
    assert diagnose(text=GO_IDLE, engine="python").diagnoses == []


@pytest.mark.parametrize(
    "text",
    [
        "java.net.SocketTimeoutException: Read timed out\n"
        + READING
        + "\tat com.shop.OrderConsumer.run(OrderConsumer.java:31)",
        'Traceback (most recent call last):\n  File "/app/consumer.py", line 9, in consume\nKeyError: 1',
        "panic: boom\n\nmain.main()\n\t/src/app/main.go:52 +0x1a5",
        "thread pool-1 is BLOCKED",
    ],
)
def test_the_stack_of_an_exception_is_no_dump(text: str) -> None:
    found = read_thread_dumps(text.splitlines(), "log")
    assert (found.used, found.groups) == (set(), {})


def test_every_fact_of_a_dump_is_in_the_vocabulary_with_its_value() -> None:
    known = load_rules().vocabulary.facts
    for text in (dump(BLOCKED) + dump(BLOCKED), deadlock(), GO, DOTNET, PY_SPY):
        for fact in dump_facts(read_thread_dumps(text.splitlines(), "d").group().dumps):
            assert fact.name in known, fact
            assert not known[fact.name].values or fact.value in known[fact.name].values, fact


ALL = [dump(BLOCKED), deadlock(), *(case[1] for case in OTHERS)]


@given(st.text(max_size=400))
def test_no_text_crashes_the_reader(text: str) -> None:
    read_thread_dumps(text.splitlines(), "any")


@given(st.sampled_from(ALL), st.integers(0, 1500), st.integers(0, 40), st.text(max_size=20))
def test_no_change_of_a_dump_crashes_the_reader(text: str, at: int, cut: int, piece: str) -> None:
    read_thread_dumps((text[:at] + piece + text[at + cut :]).splitlines(), "changed")
