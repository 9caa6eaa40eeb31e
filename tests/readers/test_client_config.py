"""Configuration of clients as people have it: each text with everything that it says, and nothing more."""

from __future__ import annotations

from typing import Any

import pytest

from kafka_triage import read_text
from kafka_triage.readers.config import read_client_config
from kafka_triage.readers.config.table import table

PLACE = ("endpoint.port", "platform", "endpoint.kind")


def said(text: str, *, place: bool = False) -> dict[str, Any]:
    """Every fact of a text; a setting without ``config.``. A name that is said twice gives the list of its values."""
    found: dict[str, list[Any]] = {}
    for group in read_client_config(text.splitlines(), "t").groups.values():
        for fact in group.facts:
            if place or fact.name not in PLACE:
                found.setdefault(fact.name.removeprefix("config."), []).append(fact.value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


JAVA = {"client.library": "java"}
SPRING = {"client.framework": "spring-kafka", "client.library": "java"}
RDKAFKA = {"client.library": "librdkafka"}

FILES = {
    "properties": (
        "bootstrap.servers=k1.shop:9092,k2.shop:9092\ngroup.id = billing\nauto.offset.reset: earliest\nmax.poll.records=250\nenable.auto.commit=false\n",
        {
            "bootstrap.servers": ("k1.shop:9092", "k2.shop:9092"),
            "group.id": "billing",
            "auto.offset.reset": "earliest",
            "max.poll.records": 250,
            "enable.auto.commit": False,
        },
    ),
    "comments and what is commented out": (
        "# session.timeout.ms=1\n! heartbeat.interval.ms=2\nsession.timeout.ms=45000   # as the default\n//max.poll.records=3\nmax.poll.interval.ms=900000\n",
        {"session.timeout.ms": 45000, "max.poll.interval.ms": 900000},
    ),
    "an empty text is a value for one key only": (
        "group.id=\nssl.endpoint.identification.algorithm=\nsecurity.protocol=SSL\n",
        {"ssl.endpoint.identification.algorithm": "none", "security.protocol": "ssl"},
    ),
    "two settings in one sentence": (
        "We have max.poll.records=50 and max.partition.fetch.bytes=1048576\n",
        {"max.poll.records": 50, "max.partition.fetch.bytes": 1048576},
    ),
    "what somebody compares": ("With max.poll.records=500 it hangs and with 100 it works well\n", {}),
    "a value that continues": (
        "bootstrap.servers=a.b:9092,\\\n  c.d:9092\n",
        {"bootstrap.servers": ("a.b:9092", "c.d:9092")},
    ),
    "a diff shows what is after it": (
        "@@ -1,2 +1,2 @@\n-session.timeout.ms=10000\n+session.timeout.ms=30000\n group.id=billing\n",
        {"session.timeout.ms": 30000, "group.id": "billing"},
    ),
    "a diff without its head": (
        "-session.timeout.ms = 10000\n+session.timeout.ms = 30000\n group.id=billing\n",
        {"session.timeout.ms": 30000, "group.id": "billing"},
    ),
    "a list is no diff": (
        "- session.timeout.ms=10000\n- max.poll.records=5\n",
        {"session.timeout.ms": 10000, "max.poll.records": 5},
    ),
    "environment in quotes": (
        "    environment:\n      - \"KAFKA_GROUP_ID=billing\"\n      - 'KAFKA_MAX_POLL_RECORDS=5'\n",
        {"group.id": "billing", "max.poll.records": 5},
    ),
    "options of the JVM in quotes": (
        'JAVA_OPTS="-Dkafka.max.poll.records=10 -Dkafka.group.id=billing"\n',
        {"max.poll.records": 10, "group.id": "billing"},
    ),
    "consumer and producer in one file": (
        "# Producer settings\nbootstrap.servers=p.shop:9092\nacks=all\nrequest.timeout.ms=11\n\n# Consumer settings\nbootstrap.servers=c.shop:9092\ngroup.id=billing\n",
        {"bootstrap.servers": ("c.shop:9092",), "group.id": "billing"},
    ),
    "a producer's file": (
        "bootstrap.servers=p.shop:9092\nkey.serializer=x.Y\nlinger.ms=5\nrequest.timeout.ms=30000\nclient.id=p\n",
        {},
    ),
    "a broker's file": (
        "broker.id=1\nlisteners=PLAINTEXT://:9092\noffsets.retention.minutes=1440\ngroup.max.session.timeout.ms=60000\nconnections.max.idle.ms=600000\nsasl.enabled.mechanisms=SCRAM-SHA-256,PLAIN\n",
        {
            "offsets.retention.minutes": 1440,
            "group.max.session.timeout.ms": 60000,
            "listener.sasl_mechanisms": ("SCRAM-SHA-256", "PLAIN"),
        },
    ),
    "a Connect worker": (
        "bootstrap.servers=k.shop:9092\ngroup.id=connect-cluster\nconfig.storage.topic=c\noffset.storage.topic=o\nsession.timeout.ms=10\nconsumer.max.poll.records=50\nproducer.linger.ms=5\n",
        {"bootstrap.servers": ("k.shop:9092",), "max.poll.records": 50},
    ),
    "Spring properties": (
        "spring.kafka.bootstrap-servers=k.shop:9092\nspring.kafka.consumer.group-id=billing\nspring.kafka.consumer.auto-offset-reset=latest\nspring.kafka.consumer.max-poll-records=20\nspring.kafka.consumer.properties.max.poll.interval.ms=600000\nspring.kafka.consumer.fetch-max-wait=2s\nspring.kafka.producer.client-id=p\nspring.kafka.producer.properties.request.timeout.ms=7\nspring.kafka.properties.security.protocol=SASL_SSL\n",
        {
            **SPRING,
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "auto.offset.reset": "latest",
            "max.poll.records": 20,
            "max.poll.interval.ms": 600000,
            "fetch.max.wait.ms": 2000,
            "security.protocol": "sasl_ssl",
        },
    ),
    "Spring YAML": (
        "spring:\n  kafka:\n    bootstrap-servers:\n      - k1.shop:9092\n      - k2.shop:9092\n    consumer:\n      group-id: billing\n      heartbeat-interval: 5s\n      fetch-min-size: 64KB\n      auto-commit-interval: 1000\n      properties:\n        session.timeout.ms: 30000\n        '[max.poll.interval.ms]': 600000\n        isolation.level: read_committed\n    producer:\n      acks: all\n      properties:\n        request.timeout.ms: 9\n    listener:\n      concurrency: 4\n",
        {
            **SPRING,
            "bootstrap.servers": ("k1.shop:9092", "k2.shop:9092"),
            "group.id": "billing",
            "heartbeat.interval.ms": 5000,
            "fetch.min.bytes": 65536,
            "auto.commit.interval.ms": 1000,
            "session.timeout.ms": 30000,
            "max.poll.interval.ms": 600000,
            "isolation.level": "read_committed",
        },
    ),
    "Spring durations": (
        "spring.kafka.consumer.max-poll-interval=10m\nspring.kafka.consumer.heartbeat-interval=PT3S\nspring.kafka.consumer.auto-commit-interval=1500ms\n",
        {**SPRING, "max.poll.interval.ms": 600000, "heartbeat.interval.ms": 3000, "auto.commit.interval.ms": 1500},
    ),
    "Spring Cloud Stream": (
        "spring:\n  cloud:\n    stream:\n      kafka:\n        binder:\n          brokers: k.shop:9092\n          configuration:\n            max.poll.records: 5\n          producer-properties:\n            max.poll.interval.ms: 1\n        bindings:\n          orders-in-0:\n            consumer:\n              configuration:\n                session.timeout.ms: 20000\n      bindings:\n        orders-in-0:\n          group: billing\n",
        {
            **SPRING,
            "bootstrap.servers": ("k.shop:9092",),
            "max.poll.records": 5,
            "session.timeout.ms": 20000,
            "group.id": "billing",
        },
    ),
    "Spring profiles": (
        "spring:\n  kafka:\n    consumer:\n      group-id: billing\n      max-poll-records: 50\n---\nspring:\n  config:\n    activate:\n      on-profile: dev\n  kafka:\n    consumer:\n      max-poll-records: 5\n      group-id: mine\n---\nspring:\n  config:\n    activate:\n      on-profile: prod\n  kafka:\n    consumer:\n      max-poll-records: 250\n",
        {**SPRING, "group.id": "billing", "max.poll.records": 250},
    ),
    "the profile of a file": (
        "# application.properties\nspring.kafka.consumer.group-id=billing\n# application-local.properties\nspring.kafka.consumer.group-id=mine\n",
        {**SPRING, "group.id": "billing"},
    ),
    "a profile alone is all there is": (
        "spring:\n  config:\n    activate:\n      on-profile: dev\n  kafka:\n    consumer:\n      group-id: billing\n",
        {**SPRING, "group.id": "billing"},
    ),
    "Quarkus profiles": (
        "mp.messaging.incoming.orders.max.poll.records=1\n%dev.mp.messaging.incoming.orders.max.poll.records=2\n%prod.mp.messaging.incoming.orders.max.poll.records=3\n",
        {"max.poll.records": 3},
    ),
    "keys within keys": (
        "kafka:\n  bootstrap:\n    servers: k.shop:9092\n  consumers:\n    products:\n      max:\n        poll:\n          records: 25\n",
        {"bootstrap.servers": ("k.shop:9092",), "max.poll.records": 25},
    ),
    "a default of a placeholder that is this machine": (
        "spring.kafka.bootstrap-servers=${BROKERS:localhost:9092}\nspring.kafka.consumer.max-poll-records=${RECORDS:20}\n",
        {**SPRING, "max.poll.records": 20},
    ),
    "times with a unit": (
        "input:\n  kafka_franz:\n    consumer_group: billing\n    session_timeout: 1m\n    heartbeat_interval: 3s\n    rebalance_timeout: 45\n    fetch_max_bytes: 50MiB\n    fetch_min_bytes: 2MB\n",
        {
            "group.id": "billing",
            "session.timeout.ms": 60000,
            "heartbeat.interval.ms": 3000,
            "fetch.max.bytes": 52428800,
        },
    ),
    "a session of something else": (
        "spring.session.timeout=30m\nserver.servlet.session.timeout=20m\nspring.kafka.consumer.group-id=billing\n",
        {**SPRING, "group.id": "billing"},
    ),
    "MicroProfile": (
        "mp.messaging.incoming.orders.group.id=billing\nmp.messaging.incoming.orders.auto.offset.reset=earliest\nmp.messaging.outgoing.paid.client.id=p\nmp.messaging.outgoing.paid.request.timeout.ms=3\nkafka.bootstrap.servers=k.shop:9092\n",
        {"group.id": "billing", "auto.offset.reset": "earliest", "bootstrap.servers": ("k.shop:9092",)},
    ),
    "JSON": (
        '{\n  "Kafka": {\n    "BootstrapServers": "k.shop:9092",\n    "GroupId": "billing",\n    "SessionTimeoutMs": 15000,\n    "SaslPassword": "hunter2"\n  }\n}\n',
        {"bootstrap.servers": ("k.shop:9092",), "group.id": "billing", "session.timeout.ms": 15000},
    ),
    "JSON on one line": (
        '{"group.id":"billing","max.poll.interval.ms":86400000,"enable.auto.commit":true}',
        {"group.id": "billing", "max.poll.interval.ms": 86400000, "enable.auto.commit": True},
    ),
    "Helm values": (
        "kafka:\n  bootstrapServers: k.shop:9092\n  consumer:\n    groupId: billing\n    maxPollRecords: 10\n    sessionTimeoutMs: 60000\n  producer:\n    clientId: p\n",
        {
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "max.poll.records": 10,
            "session.timeout.ms": 60000,
        },
    ),
    "a ConfigMap with a file in it": (
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  consumer.properties: |\n    group.id=billing\n    max.poll.records=7\n  producer.properties: |\n    acks=1\n    request.timeout.ms=7\n",
        {"group.id": "billing", "max.poll.records": 7},
    ),
    "environment of a pod": (
        'env:\n  - name: KAFKA_GROUP_ID\n    value: "billing"\n  - name: KAFKA_SASL_PASSWORD\n    valueFrom:\n      secretKeyRef: {name: a, key: b}\n  - name: KAFKA_CONSUMER_MAX_POLL_RECORDS\n    value: "15"\n',
        {"group.id": "billing", "max.poll.records": 15},
    ),
    "docker compose": (
        'services:\n  broker:\n    image: bitnami/kafka:3.4.1\n    environment:\n      - KAFKA_CFG_ADVERTISED_LISTENERS=PLAINTEXT://localhost:9092\n      - KAFKA_CFG_OFFSETS_RETENTION_MINUTES=1440\n  app:\n    environment:\n      SPRING_KAFKA_CONSUMER_GROUP_ID: billing\n      SPRING_KAFKA_BOOTSTRAP_SERVERS: broker:9092\n      SPRING_KAFKA_CONSUMER_PROPERTIES_MAX_POLL_INTERVAL_MS: "90000"\n      SPRING_KAFKA_PRODUCER_CLIENT_ID: p\n',
        {
            **SPRING,
            "instance.version": "3.4.1",
            "offsets.retention.minutes": 1440,
            "group.id": "billing",
            "bootstrap.servers": ("broker:9092",),
            "max.poll.interval.ms": 90000,
        },
    ),
    "environment of Connect": (
        "CONNECT_BOOTSTRAP_SERVERS=k.shop:9092\nCONNECT_GROUP_ID=workers\nCONNECT_SESSION_TIMEOUT_MS=1\nCONNECT_CONSUMER_MAX_POLL_RECORDS=10\nCONNECT_PRODUCER_REQUEST_TIMEOUT_MS=1\nCONNECT_SASL_JAAS_CONFIG=x\n",
        {
            "client.framework": "connect",
            "client.library": "java",
            "bootstrap.servers": ("k.shop:9092",),
            "max.poll.records": 10,
        },
    ),
    "shell exports": (
        "export KAFKA_BOOTSTRAP_SERVERS=k.shop:9092\nexport KAFKA_SECURITY_PROTOCOL=SASL_SSL\nexport KAFKA_SASL_MECHANISM=PLAIN\nexport KAFKA_SASL_PASSWORD=pw\n",
        {"bootstrap.servers": ("k.shop:9092",), "security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN"},
    ),
    "Dockerfile": (
        "FROM eclipse-temurin\nENV KAFKA_GROUP_ID billing\nENV KAFKA_MAX_POLL_RECORDS=9\n",
        {"group.id": "billing", "max.poll.records": 9},
    ),
    "JVM options": (
        "java -Dspring.kafka.consumer.max-poll-records=12 -jar app.jar\n",
        {**SPRING, "max.poll.records": 12},
    ),
    "Logstash": (
        'input {\n  kafka {\n    bootstrap_servers => "k1.shop:9092,k2.shop:9092"\n    group_id => "billing"\n    session_timeout_ms => 10000\n    max_poll_records => "500"\n    consumer_threads => 3\n  }\n}\noutput {\n  kafka { client_id => "p" request_timeout_ms => 4 }\n}\n',
        {
            "client.framework": "logstash",
            **JAVA,
            "bootstrap.servers": ("k1.shop:9092", "k2.shop:9092"),
            "group.id": "billing",
            "session.timeout.ms": 10000,
            "max.poll.records": 500,
        },
    ),
    "Fluent Bit": (
        "[INPUT]\n    Name        kafka\n    Brokers     10.1.1.1:9092\n    Group_Id    billing\n    rdkafka.session.timeout.ms  20000\n[OUTPUT]\n    Name kafka\n    Brokers 10.2.2.2:9092\n",
        {**RDKAFKA, "bootstrap.servers": ("10.1.1.1:9092",), "group.id": "billing", "session.timeout.ms": 20000},
    ),
    "ClickHouse XML": (
        "<kafka>\n  <session_timeout_ms>30000</session_timeout_ms>\n  <!-- <max_poll_interval_ms>1</max_poll_interval_ms> -->\n  <security_protocol>sasl_ssl</security_protocol>\n  <sasl_password>pw</sasl_password>\n</kafka>\n",
        {"session.timeout.ms": 30000, "security.protocol": "sasl_ssl"},
    ),
    "ClickHouse SQL": (
        "CREATE TABLE q (x String) ENGINE = Kafka SETTINGS kafka_broker_list = 'k.shop:9092',\n  kafka_topic_list = 't', kafka_group_name = 'billing'\n",
        {**RDKAFKA, "client.framework": "clickhouse", "bootstrap.servers": ("k.shop:9092",), "group.id": "billing"},
    ),
    "Spring XML": (
        '<map>\n  <entry key="group.id" value="billing"/>\n  <entry key="max.poll.records" value="33"/>\n</map>\n',
        {"group.id": "billing", "max.poll.records": 33},
    ),
    "Vector": (
        '[sources.in]\ntype = "kafka"\nbootstrap_servers = "k.shop:9092"\ngroup_id = "billing"\nsession_timeout_ms = 10000\ncommit_interval_ms = 2000\nlibrdkafka_options."max.poll.interval.ms" = "100000"\n[sinks.out]\ntype = "kafka"\nbootstrap_servers = "p.shop:9092"\n',
        {
            **RDKAFKA,
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "session.timeout.ms": 10000,
            "auto.commit.interval.ms": 2000,
            "max.poll.interval.ms": 100000,
        },
    ),
    "Telegraf": (
        '[[inputs.kafka_consumer]]\n  brokers = ["k.shop:9092"]\n  consumer_group = "billing"\n  offset = "oldest"\n  max_processing_time = "100ms"\n  version = "2.6.0"\n  sasl_password = "pw"\n',
        {
            "client.library": "sarama",
            "client.framework": "telegraf",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "auto.offset.reset": "earliest",
            "sarama.max_processing_ms": 100,
            "client.protocol_version": "2.6.0",
        },
    ),
    "a Markdown table": (
        "| max.poll.records | 40 |\n|---|---|\n| session.timeout.ms | 25000 |\n",
        {"max.poll.records": 40, "session.timeout.ms": 25000},
    ),
    "placeholders": (
        "group.id=${GROUP}\nbootstrap.servers=<your brokers>\nclient.id={{ id }}\nmax.poll.records=${MAX:77}\nsession.timeout.ms=xxx\nheartbeat.interval.ms=%(hb)s\n",
        {"max.poll.records": 77},
    ),
    "values that cannot be": (
        "session.timeout.ms=soon\nmax.poll.records=0\nauto.offset.reset=whenever\nheartbeat.interval.ms=3000\nbootstrap.servers=not a host\n",
        {"heartbeat.interval.ms": 3000},
    ),
}

LOGS = {
    "ConsumerConfig of Java": (
        "2024-05-02 10:00:00,123 INFO [main] ConsumerConfig - ConsumerConfig values: \n\tallow.auto.create.topics = true\n\tauto.offset.reset = latest\n\tbootstrap.servers = [k1.shop:9092, k2.shop:9092]\n\tclient.rack = \n\tgroup.id = billing\n\tgroup.instance.id = null\n\tkey.deserializer = class org.apache.kafka.common.serialization.StringDeserializer\n\tpartition.assignment.strategy = [class org.apache.kafka.clients.consumer.RangeAssignor, class org.apache.kafka.clients.consumer.CooperativeStickyAssignor]\n\tsasl.jaas.config = [hidden]\n\tssl.endpoint.identification.algorithm = \n\n2024-05-02 10:00:00,200 INFO Kafka version: 3.4.0\n",
        {
            **JAVA,
            "allow.auto.create.topics": True,
            "auto.offset.reset": "latest",
            "bootstrap.servers": ("k1.shop:9092", "k2.shop:9092"),
            "group.id": "billing",
            "partition.assignment.strategy": ("range", "cooperative-sticky"),
            "ssl.endpoint.identification.algorithm": "none",
        },
    ),
    "each line with a head": (
        "10:00:00.1 [main] INFO o.a.k.c.c.ConsumerConfig - ConsumerConfig values: \n10:00:00.1 [main] INFO o.a.k.c.c.ConsumerConfig -   group.id = billing\n10:00:00.1 [main] INFO o.a.k.c.c.ConsumerConfig -   max.poll.interval.ms = 300000\n10:00:00.2 [main] INFO x.Y - done\n",
        {**JAVA, "group.id": "billing", "max.poll.interval.ms": 300000},
    ),
    "a producer's and an admin client's dump": (
        "ProducerConfig values: \n\tacks = -1\n\tbootstrap.servers = [k.shop:9092]\n\trequest.timeout.ms = 1\n\nAdminClientConfig values: \n\tbootstrap.servers = [k.shop:9092]\n",
        {},
    ),
    "a broker's dump": (
        "KafkaConfig values: \n\tbroker.id = 1\n\tgroup.min.session.timeout.ms = 6000\n\tconnections.max.idle.ms = 600000\n\toffsets.retention.minutes = 10080\n",
        {"group.min.session.timeout.ms": 6000, "offsets.retention.minutes": 10080},
    ),
    "librdkafka with debug=conf": (
        "%7|1714.1|CONF|rdkafka#consumer-1| [thrd:app]: Client configuration:\n%7|1714.1|CONF|rdkafka#consumer-1| [thrd:app]:   bootstrap.servers = k.shop:9092\n%7|1714.1|CONF|rdkafka#consumer-1| [thrd:app]:   session.timeout.ms = 6000\n%7|1714.1|CONF|rdkafka#consumer-1| [thrd:app]:   sasl.password = [redacted]\n",
        {**RDKAFKA, "bootstrap.servers": ("k.shop:9092",), "session.timeout.ms": 6000},
    ),
    "a librdkafka producer": (
        "%7|1714.1|CONF|rdkafka#producer-2| [thrd:app]: Client configuration:\n%7|1714.1|CONF|rdkafka#producer-2| [thrd:app]:   socket.timeout.ms = 6000\n",
        {},
    ),
    "settings named in a sentence": (
        "We run group.id=billing, session.timeout.ms=30000, auto.offset.reset=latest on 3 pods\n",
        {"group.id": "billing", "session.timeout.ms": 30000, "auto.offset.reset": "latest"},
    ),
    "advice in a log": (
        "2024-05-02 10:00:00 ERROR poll() was longer than max.poll.interval.ms. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.\n",
        {},
    ),
    "advice with a value": (
        "Try setting max.poll.records=10\nyou should set session.timeout.ms=60000\nThe default is max.poll.interval.ms=300000\n",
        {},
    ),
    "a client's own name in a log": (
        "2024-05-02 10:00:00 INFO [Consumer clientId=consumer-1, groupId=billing] Resetting offset\n",
        {},
    ),
    "a refused value": (
        "org.apache.kafka.common.config.ConfigException: Invalid value 0 for configuration max.poll.records: Value must be at least 1\n",
        {},
    ),
}

CODE = {
    "Java expressions": (
        'props.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(TimeUnit.SECONDS.toMillis(45)));\nprops.put("max.poll.interval.ms", Integer.MAX_VALUE);\nprops.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class.getName(), RangeAssignor.class));\nprops.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT));\n',
        {
            **JAVA,
            "session.timeout.ms": 45000,
            "max.poll.interval.ms": 2147483647,
            "partition.assignment.strategy": ("cooperative-sticky", "range"),
            "isolation.level": "read_committed",
        },
    ),
    "Kotlin units": (
        "ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG to 5.minutes.inWholeMilliseconds.toInt(),\n",
        {**JAVA, "max.poll.interval.ms": 300000},
    ),
    "Python's timedelta": (
        'conf = {"session.timeout.ms": int(timedelta(seconds=30).total_seconds() * 1000), "group.id": "billing"}\n',
        {"session.timeout.ms": 30000, "group.id": "billing"},
    ),
    "options of KafkaJS without its name": (
        "consumer: {\n  groupId: 'billing',\n  sessionTimeout: 30000,\n  heartbeatInterval: 3000,\n},\n",
        {"group.id": "billing", "session.timeout.ms": 30000, "heartbeat.interval.ms": 3000},
    ),
    "a list of texts": (
        'configuration=["session.timeout.ms=7000", "auto.offset.reset=earliest"]\n',
        {"session.timeout.ms": 7000, "auto.offset.reset": "earliest"},
    ),
    "constants of a program": (
        "const MAX_POLL_INTERVAL_MS = 20_000\nconst SESSION_TIMEOUT_MS = 24 * 60 * 60 * 1000;\n",
        {},
    ),
    "constants beside Kafka's own": (
        "const KAFKA_GROUP_ID = 'billing'\nconst SESSION_TIMEOUT_MS = 45_000\n",
        {"group.id": "billing", "session.timeout.ms": 45000},
    ),
    "sarama-cluster": (
        "\tc.Consumer.Offsets.Initial = sarama.OffsetOldest\n\tc.Group.Session.Timeout = 20 * time.Second\n",
        {"client.library": "sarama", "auto.offset.reset": "earliest", "session.timeout.ms": 20000},
    ),
    "setters in a chain": (
        'KafkaSource<String> source = KafkaSource.<String>builder()\n    .setBootstrapServers("k.shop:9092")\n    .setGroupId("billing")\n    .setProperty("max.poll.records", "10")\n    .build();\nclient.setGroupId("mine");\n',
        {
            "client.framework": "flink",
            **JAVA,
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "max.poll.records": 10,
        },
    ),
    "fs2": (
        "ConsumerSettings[IO, String, String]\n  .withMaxPollInterval(10.minutes)\n  .withSessionTimeout(45.seconds)\n",
        {**JAVA, "max.poll.interval.ms": 600000, "session.timeout.ms": 45000},
    ),
    "MassTransit": (
        'k.TopicEndpoint<KafkaMessage>("orders", "billing", e =>\n{\n    e.MaxPollInterval = TimeSpan.FromMinutes(20);\n    e.ConcurrentMessageLimit = 10;\n});\n',
        {"group.id": "billing", "max.poll.interval.ms": 1200000},
    ),
    "prefixes of Kafka Streams": (
        'props.put(StreamsConfig.mainConsumerPrefix("max.poll.interval.ms"), 900000);\nprops.put(StreamsConfig.producerPrefix("request.timeout.ms"), 1);\n',
        {"max.poll.interval.ms": 900000},
    ),
    "Faust counts seconds": (
        'app = faust.App(\n    "shop",\n    broker_session_timeout=120.0,\n    broker_max_poll_records=100,\n)\n',
        {"client.framework": "faust", "session.timeout.ms": 120000, "max.poll.records": 100},
    ),
    "tuples of Erlang": (
        "GroupConfig = [{offset_commit_interval_seconds, 5}, {session_timeout_seconds, 60}],\n",
        {"auto.commit.interval.ms": 5000, "session.timeout.ms": 60000},
    ),
    "Sarama by its fields alone": (
        "\tc.Consumer.Group.Session.Timeout = 20 * time.Second\n",
        {"client.library": "sarama", "session.timeout.ms": 20000},
    ),
    "Java": (
        'Properties props = new Properties();\nprops.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");\nprops.put(ConsumerConfig.GROUP_ID_CONFIG, "billing");\nprops.setProperty("max.poll.records", "100");\nprops.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) Duration.ofMinutes(10).toMillis());\nprops.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 30 * 1000);\nprops.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);\nprops.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1);\nprops.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_SSL");\nprops.put(SaslConfigs.SASL_MECHANISM, "PLAIN");\n',
        {
            **JAVA,
            "bootstrap.servers": ("localhost:9092",),
            "group.id": "billing",
            "max.poll.records": 100,
            "max.poll.interval.ms": 600000,
            "session.timeout.ms": 30000,
            "enable.auto.commit": False,
            "security.protocol": "sasl_ssl",
            "sasl.mechanism": "PLAIN",
        },
    ),
    "Java with a producer beside it": (
        'producerProps.put("bootstrap.servers", "p.shop:9092");\nproducerProps.put("request.timeout.ms", "1");\nconsumerProps.put("group.id", "billing");\nconsumerProps.put("isolation.level", "read_committed");\n',
        {"group.id": "billing", "isolation.level": "read_committed"},
    ),
    "Java with variables": (
        'props.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);\nprops.put("bootstrap.servers", System.getenv("BROKERS"));\nprops.put("max.poll.records", maxRecords);\n',
        JAVA,
    ),
    "Map.of": (
        'var config = Map.of(\n    "group.id", "billing",\n    "auto.offset.reset", "earliest"\n);\n',
        {"group.id": "billing", "auto.offset.reset": "earliest"},
    ),
    "Java beans of a consumer and of a producer": (
        '@Bean\npublic ConsumerFactory<String, String> consumerFactory() {\n  Map<String, Object> props = new HashMap<>();\n  props.put(\n      ConsumerConfig.GROUP_ID_CONFIG,\n      "billing");\n  props.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);\n}\n@Bean\npublic ProducerFactory<String, String> producerFactory() {\n  Map<String, Object> props = new HashMap<>();\n  props.put("request.timeout.ms", 5);\n  props.put("bootstrap.servers", "p.shop:9092");\n}\n',
        {**JAVA, "group.id": "billing", "max.poll.records": 1},
    ),
    "Spring listener": (
        '@KafkaListener(topics = "orders", groupId = "billing")\npublic void on(String m) {}\n',
        {**SPRING, "group.id": "billing"},
    ),
    "Kotlin": (
        'val props = mapOf(\n    ConsumerConfig.GROUP_ID_CONFIG to "billing",\n    ConsumerConfig.MAX_POLL_RECORDS_CONFIG to 25\n)\n',
        {**JAVA, "group.id": "billing", "max.poll.records": 25},
    ),
    "Scala": (
        'val kafkaParams = Map[String, Object](\n  "bootstrap.servers" -> "k.shop:9092",\n  "group.id" -> "billing",\n  "enable.auto.commit" -> (false: java.lang.Boolean)\n)\n',
        {"bootstrap.servers": ("k.shop:9092",), "group.id": "billing"},
    ),
    "Spark": (
        'df = spark.readStream.format("kafka") \\\n  .option("kafka.bootstrap.servers", "k.shop:9092") \\\n  .option("kafka.group.id", "billing") \\\n',
        {
            "client.framework": "spark",
            "client.library": "java",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
        },
    ),
    "Flink SQL": (
        "WITH (\n  'connector' = 'kafka',\n  'properties.bootstrap.servers' = 'k.shop:9092',\n  'properties.group.id' = 'billing'\n)\n",
        {
            "client.framework": "flink",
            "client.library": "java",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
        },
    ),
    "confluent-kafka for Python": (
        "from confluent_kafka import Consumer\nconf = {'bootstrap.servers': 'k.shop:9092', 'group.id': \"billing\", 'session.timeout.ms': 6000, 'enable.auto.commit': False,\n        'sasl.password': 'hunter2'}\n",
        {
            **RDKAFKA,
            "client.language": "python",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "session.timeout.ms": 6000,
            "enable.auto.commit": False,
        },
    ),
    "kafka-python": (
        "from kafka import KafkaConsumer\nconsumer = KafkaConsumer(\n    'orders',\n    bootstrap_servers=['k.shop:9092'],\n    group_id='billing',\n    max_poll_interval_ms=600000,\n    max_poll_records=10,\n    request_timeout_ms=40 * 1000,\n    api_version=(2, 6),\n    sasl_plain_password='x',\n)\n",
        {
            "client.library": "kafka-python",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "max.poll.interval.ms": 600000,
            "max.poll.records": 10,
            "request.timeout.ms": 40000,
        },
    ),
    "kafka-python on one line, without its import": (
        "consumer = KafkaConsumer('orders', bootstrap_servers='k.shop:9092', group_id='billing', max_poll_records=10)\n",
        {
            "client.library": "kafka-python",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "max.poll.records": 10,
        },
    ),
    "partitions that are assigned in code": (
        "consumer = KafkaConsumer(group_id='billing')\nconsumer.assign([TopicPartition('orders', 0)])\n",
        {"client.library": "kafka-python", "client.subscription_mode": "assign", "group.id": "billing"},
    ),
    "aiokafka on one line": (
        'consumer = AIOKafkaConsumer("orders", bootstrap_servers="k.shop:9092", group_id="billing", enable_auto_commit=False, auto_offset_reset="earliest")\n',
        {
            "client.library": "aiokafka",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        },
    ),
    "Sarama": (
        'config := sarama.NewConfig()\nconfig.Version = sarama.V2_6_0_0\nconfig.Consumer.Group.Session.Timeout = 20 * time.Second\nconfig.Consumer.Group.Rebalance.Timeout = time.Minute\nconfig.Consumer.Group.Rebalance.GroupStrategies = []sarama.BalanceStrategy{sarama.NewBalanceStrategySticky()}\nconfig.Consumer.Offsets.Initial = sarama.OffsetOldest\nconfig.Consumer.Fetch.Default = 2 << 20\nconfig.Consumer.MaxProcessingTime = 250 * time.Millisecond\nconfig.Net.TLS.Enable = true\nconfig.Net.SASL.Password = "pw"\nconfig.Producer.Timeout = 3 * time.Second\nclient, err := sarama.NewConsumerGroup([]string{"k.shop:9092"}, "billing", config)\n',
        {
            "client.library": "sarama",
            "client.protocol_version": "2.6.0.0",
            "session.timeout.ms": 20000,
            "rebalance.timeout.ms": 60000,
            "partition.assignment.strategy": ("sticky",),
            "auto.offset.reset": "earliest",
            "max.partition.fetch.bytes": 2097152,
            "sarama.max_processing_ms": 250,
            "client.encrypts": True,
            "group.id": "billing",
            "bootstrap.servers": ("k.shop:9092",),
        },
    ),
    "franz-go": (
        'cl, err := kgo.NewClient(\n\tkgo.SeedBrokers("k1.shop:9092", "k2.shop:9092"),\n\tkgo.ConsumerGroup("billing"),\n\tkgo.SessionTimeout(10*time.Second),\n\tkgo.ConsumeResetOffset(kgo.NewOffset().AtEnd()),\n\tkgo.DisableAutoCommit(),\n\tkgo.FetchMaxBytes(5 << 20),\n\tkgo.Balancers(kgo.CooperativeStickyBalancer()),\n\tkgo.DialTLSConfig(new(tls.Config)),\n)\n',
        {
            "client.library": "franz-go",
            "bootstrap.servers": ("k1.shop:9092", "k2.shop:9092"),
            "group.id": "billing",
            "session.timeout.ms": 10000,
            "auto.offset.reset": "latest",
            "enable.auto.commit": False,
            "fetch.max.bytes": 5242880,
            "partition.assignment.strategy": ("cooperative-sticky",),
            "client.encrypts": True,
        },
    ),
    "kafka-go": (
        'r := kafka.NewReader(kafka.ReaderConfig{\n\tBrokers: []string{"k.shop:9092"},\n\tGroupID: "billing",\n\tMaxBytes: 10e6, // 10MB\n\tMaxWait: 500 * time.Millisecond,\n\tSessionTimeout: 45*time.Second,\n\tStartOffset: kafka.FirstOffset,\n\tCommitInterval: 0,\n})\n',
        {
            "client.library": "kafka-go",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "fetch.max.bytes": 10000000,
            "fetch.max.wait.ms": 500,
            "session.timeout.ms": 45000,
            "auto.offset.reset": "earliest",
        },
    ),
    "confluent-kafka-go": (
        'c, err := kafka.NewConsumer(&kafka.ConfigMap{\n\t"bootstrap.servers": "k.shop:9092",\n\t"group.id":          "billing",\n\t"auto.offset.reset": "smallest",\n\t"max.poll.interval.ms": 120000})\n',
        {
            **RDKAFKA,
            "client.language": "go",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "auto.offset.reset": "earliest",
            "max.poll.interval.ms": 120000,
        },
    ),
    "KafkaJS": (
        "const { Kafka } = require('kafkajs')\nconst kafka = new Kafka({ clientId: 'app', brokers: ['k1.shop:9092', 'k2.shop:9092'], ssl: true,\n  sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' } })\nconst consumer = kafka.consumer({ groupId: 'billing', sessionTimeout: 30000, heartbeatInterval: 3000 })\nawait consumer.subscribe({ topic: 't', fromBeginning: true })\nawait consumer.run({ autoCommit: false, eachMessage: async () => {} })\nconst producer = kafka.producer({ metadataMaxAge: 5 })\n",
        {
            "client.library": "kafkajs",
            "client.id": "app",
            "bootstrap.servers": ("k1.shop:9092", "k2.shop:9092"),
            "client.encrypts": True,
            "sasl.mechanism": "SCRAM-SHA-512",
            "client.authenticates": True,
            "group.id": "billing",
            "session.timeout.ms": 30000,
            "heartbeat.interval.ms": 3000,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        },
    ),
    "node-rdkafka": (
        "const Kafka = require('node-rdkafka');\nconst consumer = new Kafka.KafkaConsumer({\n  'group.id': 'billing',\n  'metadata.broker.list': 'k.shop:9092',\n}, {});\n",
        {**RDKAFKA, "client.language": "javascript", "group.id": "billing", "bootstrap.servers": ("k.shop:9092",)},
    ),
    ".NET": (
        'using Confluent.Kafka;\nvar config = new ConsumerConfig\n{\n    BootstrapServers = "k.shop:9092",\n    GroupId = "billing",\n    AutoOffsetReset = AutoOffsetReset.Earliest,\n    MaxPollIntervalMs = 300000,\n    PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,\n    SecurityProtocol = SecurityProtocol.SaslSsl,\n    SaslPassword = "pw",\n};\nvar p = new ProducerConfig { BootstrapServers = "p.shop:9092", LingerMs = 5 };\n',
        {
            **RDKAFKA,
            "client.language": "dotnet",
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "auto.offset.reset": "earliest",
            "max.poll.interval.ms": 300000,
            "partition.assignment.strategy": ("cooperative-sticky",),
            "security.protocol": "sasl_ssl",
        },
    ),
    "PHP": (
        "$conf = new RdKafka\\Conf();\n$conf->set('group.id', 'billing');\n$conf->set('metadata.broker.list', '127.0.0.1:9092');\n$conf->set('auto.offset.reset', 'smallest');\n$conf->set('sasl.password', 'pw');\n",
        {
            **RDKAFKA,
            "client.language": "php",
            "group.id": "billing",
            "bootstrap.servers": ("127.0.0.1:9092",),
            "auto.offset.reset": "earliest",
        },
    ),
    "C": (
        'rd_kafka_conf_set(conf, "group.id", "billing", errstr, sizeof(errstr));\nrd_kafka_conf_set(conf, "session.timeout.ms", "6000", NULL, 0);\n',
        {**RDKAFKA, "client.language": "c", "group.id": "billing", "session.timeout.ms": 6000},
    ),
    "Rust": (
        'use rdkafka::config::ClientConfig;\nlet consumer: StreamConsumer = ClientConfig::new()\n    .set("group.id", "billing")\n    .set("enable.partition.eof", "false")\n    .create()?;\n',
        {**RDKAFKA, "client.language": "rust", "group.id": "billing", "enable.partition.eof": False},
    ),
    "ruby-kafka counts in seconds": (
        'require "kafka"\nkafka = Kafka.new(["k.shop:9092"], client_id: "app")\nconsumer = kafka.consumer(group_id: "billing", session_timeout: 30, offset_commit_interval: 5)\n',
        {"client.id": "app", "group.id": "billing", "session.timeout.ms": 30000, "auto.commit.interval.ms": 5000},
    ),
    "Karafka": (
        "class App < Karafka::App\n  setup do |config|\n    config.kafka = { 'bootstrap.servers': 'k.shop:9092', 'max.poll.interval.ms': 300_000 }\n",
        {
            "client.language": "ruby",
            "client.library": "karafka",
            "bootstrap.servers": ("k.shop:9092",),
            "max.poll.interval.ms": 300000,
        },
    ),
    "other software's time-outs": (
        "const session = { sessionTimeout: 30000, retries: 5, timeout: 10 }\nserver.session.timeout=30\nspring.session.timeout=30m\nredis: {client_id: x, max_bytes: 5}\n",
        {},
    ),
}

COMMANDS = {
    "kcat": (
        "kcat -b k.shop:9092 -G billing -X session.timeout.ms=6000 -X security.protocol=SASL_SSL -X sasl.password=zzz orders\n",
        {
            "bootstrap.servers": ("k.shop:9092",),
            "group.id": "billing",
            "session.timeout.ms": 6000,
            "security.protocol": "sasl_ssl",
        },
    ),
    "the console consumer over lines": (
        "$ kafka-console-consumer.sh \\\n    --bootstrap-server k.shop:9092 \\\n    --group billing --topic t \\\n    --consumer-property max.poll.records=10\n",
        {"bootstrap.servers": ("k.shop:9092",), "group.id": "billing", "max.poll.records": 10},
    ),
    "a list in a sentence": (
        "session.timeout.ms: 10000, heartbeat.interval.ms: 3000, max.poll.interval.ms: 300000\n",
        {"session.timeout.ms": 10000, "heartbeat.interval.ms": 3000, "max.poll.interval.ms": 300000},
    ),
    "a placeholder": ("kafka-consumer-groups.sh --bootstrap-server HOST:PORT --describe --group GROUP\n", {}),
    "the console producer": (
        "kafka-console-producer.sh --bootstrap-server k.shop:9092 --topic t --producer-property request.timeout.ms=3\n",
        {},
    ),
}

DEPENDENCIES = {
    "Maven": (
        "<dependency>\n  <groupId>org.apache.kafka</groupId>\n  <artifactId>kafka-clients</artifactId>\n  <version>3.4.0</version>\n</dependency>\n",
        {**JAVA, "client.version": "3.4.0"},
    ),
    "Maven on one line": (
        "<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId><version>3.4.0</version></dependency>\n",
        {**JAVA, "client.version": "3.4.0"},
    ),
    "sbt": (
        'libraryDependencies += "org.apache.kafka" % "kafka-clients" % "2.8.0"\n',
        {**JAVA, "client.version": "2.8.0"},
    ),
    "a class path": (
        "/opt/app/lib/kafka-clients-2.5.1.jar:/opt/app/lib/x-1.2.jar\n",
        {**JAVA, "client.version": "2.5.1"},
    ),
    "the class path of a broker": (
        "/opt/kafka/libs/kafka-clients-2.5.1.jar:/opt/kafka/libs/kafka_2.13-2.5.1.jar\n",
        {},
    ),
    "a link": ("https://github.com/dpkp/kafka-python/issues/1 and https://pypi.org/project/kafka-python/2.0.2/\n", {}),
    "a form that says how to find out": ('aiokafka version (`python -c "import aiokafka"`): 0.8.1\n', {}),
    "Gradle": ("implementation 'org.apache.kafka:kafka-clients:2.8.2'\n", {**JAVA, "client.version": "2.8.2"}),
    "go.mod": (
        "require (\n\tgithub.com/IBM/sarama v1.43.1\n)\n",
        {"client.library": "sarama", "client.version": "1.43.1"},
    ),
    "requirements.txt": (
        "aiokafka==0.10.0\nrequests==2.0.0\n",
        {"client.library": "aiokafka", "client.version": "0.10.0"},
    ),
    "package.json": (
        '  "dependencies": {\n    "kafkajs": "^2.2.4"\n  }\n',
        {"client.library": "kafkajs", "client.version": "2.2.4"},
    ),
    "a wrapper's version is not librdkafka's": (
        '<PackageReference Include="Confluent.Kafka" Version="2.3.0" />\nconfluent-kafka==2.3.0\n',
        {**RDKAFKA, "client.language": ["dotnet", "python"]},
    ),
    "a lock file": ("    ruby-kafka (1.5.0)\n", {"client.library": "ruby-kafka", "client.version": "1.5.0"}),
    "a version in the past": ("After we upgraded from kafka-python 1.4.7 to a newer one it got worse\n", {}),
    "images": ("image: confluentinc/cp-kafka:7.5.3\nimage: nginx:1.2\n", {"instance.version": "3.5"}),
}

ALL = [
    pytest.param(*case, id=name)
    for cases in (FILES, LOGS, CODE, COMMANDS, DEPENDENCIES)
    for name, case in cases.items()
]


@pytest.mark.parametrize(("text", "expected"), ALL)
def test_everything_that_a_text_says_and_nothing_more(text: str, expected: dict[str, Any]) -> None:
    assert expected == said(text)


def test_there_are_enough_shapes() -> None:
    assert 60 <= len(ALL)


SECRET = "Tr0ub4dor-Zebra"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ6In0.c2ln"
SECRETS = {
    "properties": f'group.id=billing\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="u" \\\n  password="{SECRET}";\nssl.keystore.password={SECRET}\nssl.key.password = {SECRET}\n',
    "url": f"bootstrap.servers=SASL_SSL://user:{SECRET}@k.shop:9092\ngroup.id=billing\n",
    "dump": f"ConsumerConfig values: \n\tgroup.id = billing\n\tsasl.jaas.config = required password={SECRET}\n\tssl.truststore.password = {SECRET}\n\tsasl.oauthbearer.token.endpoint.url = https://u:{SECRET}@idp.shop/token\n",
    "YAML": f"spring:\n  kafka:\n    consumer:\n      group-id: billing\n    properties:\n      sasl.jaas.config: 'x required password=\"{SECRET}\";'\n      basic.auth.user.info: u:{SECRET}\n    ssl:\n      key-store-password: {SECRET}\n",
    "environment": f"KAFKA_GROUP_ID=billing\nKAFKA_SASL_PASSWORD={SECRET}\nKAFKA_API_KEY={SECRET}\nKAFKA_CLIENT_ID={JWT}\nAWS_SECRET_ACCESS_KEY={SECRET}\n",
    "pod": f"env:\n- name: KAFKA_GROUP_ID\n  value: billing\n- name: KAFKA_SASL_PASSWORD\n  value: {SECRET}\n",
    "JSON": f'{{"group.id": "billing", "sasl.password": "{SECRET}", "client.id": "password={SECRET}", "sasl.oauthbearer.client.secret": "{SECRET}"}}',
    "Python": f"KafkaConsumer(group_id='billing', sasl_plain_username='{SECRET}', sasl_plain_password='{SECRET}', ssl_password='{SECRET}')\n",
    "JavaScript": f"const kafka = new Kafka({{ brokers: ['k.shop:9092'], sasl: {{ mechanism: 'plain', username: '{SECRET}', password: '{SECRET}' }} }})\n",
    "Go": f'config.Net.SASL.User = "{SECRET}"\nconfig.Net.SASL.Password = "{SECRET}"\nkgo.SASL(plain.Auth{{User: "u", Pass: "{SECRET}"}}.AsMechanism()),\n',
    ".NET": f'var c = new ConsumerConfig {{ GroupId = "billing", SaslUsername = "{SECRET}", SaslPassword = "{SECRET}", SslKeyPem = "{SECRET}", SaslOauthbearerConfig = "token={SECRET}" }};\n',
    "PHP": f"$conf->set('group.id', 'billing');\n$conf->set('sasl.password', '{SECRET}');\n",
    "kcat": f"kcat -b k.shop:9092 -X sasl.username={SECRET} -X sasl.password={SECRET} -X ssl.key.password={SECRET} -G billing\n",
    "XML": f"<kafka>\n<sasl_username>{SECRET}</sasl_username>\n<sasl_password>{SECRET}</sasl_password>\n</kafka>\n",
    "connection string": f"group.id=billing\nclient.id=Endpoint=sb://x/;SharedAccessKey={SECRET}\n",
    "pem": f"group.id=billing\nssl.truststore.location=-----BEGIN PRIVATE KEY-----{SECRET}\nssl.keystore.key={SECRET}\n",
    "a value out of its place": f"max.poll.records={SECRET}\nauto.offset.reset={SECRET}\nsecurity.protocol={SECRET}\nenable.auto.commit={SECRET}\ngroup.id=billing\n",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_secrets_are_not_kept(text: str) -> None:
    reading = read_text(text, name="t")
    kept = repr((reading.groups, reading.notes))
    assert SECRET not in kept
    assert JWT not in kept


@pytest.mark.parametrize(
    "text", [text for name, text in SECRETS.items() if name not in ("YAML", "connection string", "pem", "url")]
)
def test_lines_with_secrets_count_as_understood(text: str) -> None:
    used = read_client_config(text.splitlines(), "t").used
    for number, line in enumerate(text.splitlines(), 1):
        if SECRET in line and "=" in line and "value:" not in line and "User" not in line and "password=" not in line:
            assert number in used, line


def test_a_setting_belongs_to_the_consumer_that_the_same_mapping_names() -> None:
    text = "kafka.consumer({ groupId: 'a', sessionTimeout: 10000 })\nkafka.consumer({ groupId: 'b', sessionTimeout: 20000 })\n"
    groups = read_client_config(text.splitlines(), "t").groups
    assert {"a": 10000, "b": 20000} == {
        name: fact.value
        for name, group in groups.items()
        for fact in group.facts
        if fact.name == "config.session.timeout.ms"
    }


def test_the_group_around_a_mapping_is_its_group() -> None:
    text = "a:\n  kafka:\n    group-id: one\n    properties:\n      session.timeout.ms: 1000\nb:\n  kafka:\n    group-id: two\n    properties:\n      session.timeout.ms: 2000\n"
    groups = read_client_config(text.splitlines(), "t").groups
    assert ["one", "two"] == sorted(groups)
    assert {"one": 1000, "two": 2000} == {
        name: fact.value
        for name, group in groups.items()
        for fact in group.facts
        if fact.name == "config.session.timeout.ms"
    }


def test_two_values_of_one_setting_are_both_kept_at_their_lines() -> None:
    found = read_client_config(
        ["session.timeout.ms=10000", "", "session.timeout.ms=20000", "session.timeout.ms=20000"], "app.properties"
    )
    assert [(10000, "app.properties:1"), (20000, "app.properties:3")] == [
        (fact.value, fact.origin) for fact in found.group().facts
    ]


def test_only_lines_that_are_understood_are_claimed() -> None:
    text = "# comment\ngroup.id=billing\nsome.other.key=5\nacks=all\nhello\nsession.timeout.ms=oops\n"
    assert {2, 4, 6} == read_client_config(text.splitlines(), "t").used


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        (
            "alikafka-pre-cn-abc-1-vpc.alikafka.aliyuncs.com:9092,alikafka-pre-cn-abc-2-vpc.alikafka.aliyuncs.com:9092",
            {"platform": "apsaramq", "endpoint.kind": "vpc", "endpoint.port": 9092},
        ),
        (
            "alikafka-pre-cn-abc-1.alikafka.aliyuncs.com:9093",
            {"platform": "apsaramq", "endpoint.kind": "internet", "endpoint.port": 9093},
        ),
        ("b-1.shop.abc.c2.kafka.eu-west-1.amazonaws.com:9096", {"platform": "msk", "endpoint.port": 9096}),
        ("pkc-1.europe-west3.gcp.confluent.cloud:9092", {"platform": "confluent", "endpoint.port": 9092}),
        ("shop.servicebus.windows.net:9093", {"platform": "eventhubs", "endpoint.port": 9093}),
        ("localhost:9092", {"endpoint.port": 9092}),
        ("a.shop:9092,b.shop:9093", {}),
    ],
)
def test_addresses_say_the_port_and_who_runs_the_brokers(servers: str, expected: dict[str, Any]) -> None:
    found = said(f"bootstrap.servers={servers}", place=True)
    assert tuple(servers.split(",")) == found.pop("bootstrap.servers")
    assert expected == found


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("10 * time.Second", 10_000),
        ("time.Minute", 60_000),
        ("time.Duration(5) * time.Minute", 300_000),
        ("2*time.Minute + 30*time.Second", 150_000),
        ("1500 * time.Millisecond", 1500),
        ("30000000000", 30_000),
        ("timeout", None),
        ("cfg.Timeout * time.Second", None),
        ("time.Second * 0", None),
    ],
)
def test_durations_of_go(written: str, milliseconds: int | None) -> None:
    assert milliseconds == said(f"cfg.Consumer.Group.Session.Timeout = {written}").get("session.timeout.ms")


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("30 * 1000", 30_000),
        ("30_000", 30_000),
        ("30000L", 30_000),
        ("(int) TimeUnit.MINUTES.toMillis(5)", 300_000),
        ("Integer.toString(6000)", 6000),
        ("String.valueOf(5 * 60 * 1000)", 300_000),
        ("1e4", 10_000),
        ("9" * 30, None),
        ("2**1000", None),
        ("(" * 100, None),
        ("1/0", None),
        ("-5", None),
    ],
)
def test_numbers_of_code(written: str, milliseconds: int | None) -> None:
    assert milliseconds == said(f'props.put("session.timeout.ms", {written});').get("session.timeout.ms")


def test_the_table_knows_only_facts_of_the_vocabulary() -> None:
    names = table()
    meanings = [
        *names.names.values(),
        *names.calls.values(),
        *(meaning for dialect in names.dialects for meaning in dialect.names.values()),
    ]
    clues = [fact for clue in (*names.libraries, *names.dumps, *names.endpoints) for fact in clue.facts]
    packages = [fact for package in names.packages.values() for fact in package.facts]
    assert [] == sorted(
        {
            name
            for name in (*(meaning.fact for meaning in meanings if meaning.fact), *clues, *packages)
            if name not in names.facts
        }
    )
    for clue in (*names.libraries, *names.dumps, *names.endpoints):
        for fact, value in clue.facts.items():
            assert not names.facts[fact].values or value in names.facts[fact].values


def test_facts_reach_a_diagnosis() -> None:
    from kafka_triage import diagnose

    report = diagnose(text=["max.poll.records=500\nmax.poll.interval.ms=300000\ngroup.id=billing\n"])
    assert {"config.max.poll.records": 500, "config.group.id": "billing", "group.name": "billing"}.items() <= {
        fact.name: fact.value for fact in report.facts
    }.items()
