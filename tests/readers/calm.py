"""Logs of consumers with which nothing is wrong: a start, a stop, a rolling deployment, a steady day, of each client.

Written after the clients' sources; names and numbers are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.readers import calm_native

_BEGIN = datetime(2025, 3, 18, 6, 0, 0, 118000)
_FORMS = {
    "java": ("[%Y-%m-%d %H:%M:%S,118] ", "INFO [Consumer clientId=c-1, groupId=payments] "),
    "spring": ("%Y-%m-%d %H:%M:%S.118  ", "INFO 1 --- [ntainer#0-0-C-1] "),
    "librdkafka": ("", ""),
    "sarama": ("[sarama] %Y/%m/%d %H:%M:%S ", ""),
    "kafka-python": ("%Y-%m-%d %H:%M:%S,118 ", ""),
    "aiokafka": ("%Y-%m-%d %H:%M:%S,118 ", ""),
    "franz-go": ("", ""),
    "kafka-go": ("%Y/%m/%d %H:%M:%S ", ""),
    "kafkajs": ("", ""),
    "connect": ("[%Y-%m-%d %H:%M:%S,118] ", "INFO [sink|task-0] "),
    "consumer protocol": ("[%Y-%m-%d %H:%M:%S,118] ", "INFO [Consumer clientId=c-1, groupId=payments] "),
    "streams": ("%Y-%m-%d %H:%M:%S.118 ", "INFO "),
    "logstash": ("[%Y-%m-%dT%H:%M:%S,118][INFO ]", ""),
    "broker": ("[%Y-%m-%d %H:%M:%S,118] ", ""),
}

_JAVA_JOIN = """\
(Re-)joining group (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)
Successfully joined group with generation Generation{generationId=%d, memberId='c-1-5f0e', protocol='range'}
Successfully synced group in generation Generation{generationId=%d, memberId='c-1-5f0e', protocol='range'}
Notifying assignor about the new Assignment(partitions=[audit-0, audit-1])
Adding newly assigned partitions: audit-0, audit-1
Setting offset for partition audit-0 to the committed offset FetchPosition{offset=912, offsetEpoch=Optional.empty}
"""

_START = {
    "java": """\
ConsumerConfig values:
Kafka version: 3.7.1 (org.apache.kafka.common.utils.AppInfoParser)
Kafka commitId: e2494e6ffb89f828 (org.apache.kafka.common.utils.AppInfoParser)
Subscribed to topic(s): audit (org.apache.kafka.clients.consumer.internals.LegacyKafkaConsumer)
The configuration 'specific.avro.reader' was supplied but isn't a known config.
Resetting the last seen epoch of partition audit-0 to 4 since the associated topicId changed from null to 5Xb0r
Cluster ID: 5Xb0rTQHQ7mHcQ (org.apache.kafka.clients.Metadata)
Discovered group coordinator kafka-1.example.net:9092 (id: 2147483646 rack: null)
(Re-)joining group
Request joining group due to: need to re-join with the given member-id: c-1-5f0e
"""
    + _JAVA_JOIN.replace("%d", "1"),
    "spring": """\
o.a.k.c.consumer.ConsumerConfig : ConsumerConfig values:
o.a.kafka.common.utils.AppInfoParser : Kafka version: 3.6.1
o.a.k.c.c.internals.ConsumerCoordinator : [Consumer clientId=c-1, groupId=payments] (Re-)joining group
o.s.k.l.KafkaMessageListenerContainer : payments: partitions assigned: []
o.s.k.l.KafkaMessageListenerContainer : payments: partitions assigned: [audit-0]
""",
    "librdkafka": """\
%4|1742277600.118|CONFWARN|rdkafka#consumer-1| [thrd:app]: Configuration property linger.ms is a producer property and will be ignored by this consumer instance
%7|1742277600.218|JOIN|rdkafka#consumer-1| [thrd:main]: Group "payments": join with 1 subscribed topic(s)
%7|1742277600.318|CGRPJOINSTATE|rdkafka#consumer-1| [thrd:main]: Group "payments" changed join state init -> wait-join (v1, state up)
%7|1742277600.418|JOINGROUP|rdkafka#consumer-1| [thrd:main]: JoinGroup response: GenerationId -1, Protocol , LeaderId , my MemberId rdkafka-5f0e, member metadata count 0: Broker: Group member needs a valid member ID
%7|1742277603.418|ASSIGN|rdkafka#consumer-1| [thrd:main]: Group "payments": assigning 2 partition(s) in join-state wait-assign-call
""",
    "sarama": """\
Initializing new client
ClientID is the default of 'sarama', you should consider setting it to something application-specific.
client/metadata fetching metadata for all topics from broker kafka-1.example.net:9092
Connected to broker at kafka-1.example.net:9092 (unregistered)
client/brokers registered new broker #1 at kafka-1.example.net:9092
Successfully initialized new client
client/coordinator requesting coordinator for consumergroup payments from kafka-1.example.net:9092
client/coordinator coordinator for consumergroup payments is #1 (kafka-1.example.net:9092)
consumer/broker/1 added subscription to audit/0
""",
    "kafka-python": """\
INFO:kafka.conn:<BrokerConnection node_id=bootstrap-0 host=kafka-1.example.net:9092 <connecting> [IPv4 ('192.0.2.12', 9092)]>: connecting to kafka-1.example.net:9092
INFO:kafka.conn:Probing node bootstrap-0 broker version
INFO:kafka.conn:<BrokerConnection node_id=bootstrap-0>: Connection complete.
INFO:kafka.conn:Broker version identified as 2.5.0
INFO:kafka.conn:<BrokerConnection node_id=bootstrap-0 host=kafka-1.example.net:9092 <connected>>: Closing connection.
INFO:kafka.cluster:Group coordinator for payments is BrokerMetadata(nodeId='coordinator-1', host='kafka-1.example.net', port=9092, rack=None)
INFO:kafka.coordinator:Discovered coordinator coordinator-1 for group payments
INFO:kafka.coordinator:Starting new heartbeat thread
INFO:kafka.coordinator.consumer:Revoking previously assigned partitions set() for group payments
INFO:kafka.coordinator:(Re-)joining group payments
INFO:kafka.coordinator:Elected group leader -- performing partition assignments using range
INFO:kafka.coordinator:Successfully joined group payments with generation 1
INFO:kafka.coordinator.consumer:Setting newly assigned partitions {TopicPartition(topic='audit', partition=0)} for group payments
""",
    "aiokafka": """\
INFO:aiokafka.consumer.subscription_state:Updating subscribed topics to: frozenset({'audit'})
INFO:aiokafka.consumer.group_coordinator:Discovered coordinator 1 for group payments
INFO:aiokafka.consumer.group_coordinator:Revoking previously assigned partitions set() for group payments
INFO:aiokafka.consumer.group_coordinator:(Re-)joining group payments
INFO:aiokafka.consumer.group_coordinator:Joined group 'payments' (generation 1) with member_id aiokafka-0.10.0-5f
INFO:aiokafka.consumer.group_coordinator:Successfully synced group payments with generation 1
""",
    "franz-go": """\
[INFO] immediate metadata update triggered; why: querying metadata for consumer initialization
[INFO] beginning to manage the group lifecycle; group: payments
[INFO] joining group; group: payments
[INFO] join returned MemberIDRequired, rejoining with response's MemberID; group: payments, member_id: kgo-5f0e
[INFO] joined, balancing group; group: payments, member_id: kgo-5f0e, generation: 1, balance_protocol: cooperative-sticky, leader: true
[INFO] synced; group: payments, assigned: audit[0 1 2]
[INFO] new group session begun; group: payments, added: audit[0 1 2], lost:
""",
    "kafka-go": """\
entering loop for consumer group, payments
joined group payments as member svc@host (github.com/segmentio/kafka-go)-5f0e in generation 1
selected as leader for group, payments
using 'range' balancer to assign group, payments
Syncing 1 assignments for generation 1 as member svc@host-5f0e
sync group finished for group, payments
subscribed to topics and partitions: map[{topic:audit partition:0}:912]
started heartbeat for group, payments [3s]
initializing kafka reader for partition 0 of audit starting at offset 912
no messages received from kafka within the allocated time for partition 0 of audit at offset 912: [7] Request Timed Out: the request exceeded the user-specified time limit in the request
""",
    "kafkajs": """\
{"level":"INFO","timestamp":"2025-03-18T06:00:00.118Z","logger":"kafkajs","message":"[Consumer] Starting","groupId":"payments"}
{"level":"ERROR","timestamp":"2025-03-18T06:00:01.118Z","logger":"kafkajs","message":"[Connection] Response JoinGroup(key: 11, version: 5)","broker":"kafka-1.example.net:9092","clientId":"svc","error":"The group member needs to have a valid member id before actually entering a consumer group","correlationId":4,"size":64}
{"level":"INFO","timestamp":"2025-03-18T06:00:04.118Z","logger":"kafkajs","message":"[ConsumerGroup] Consumer has joined the group","groupId":"payments","memberId":"svc-5f0e","leaderId":"svc-5f0e","isLeader":true,"memberAssignment":{"audit":[0,1]},"groupProtocol":"RoundRobinAssigner","duration":3011}
""",
    "connect": """\
WorkerSinkTask{id=sink-0} Sink task finished initialization and start (org.apache.kafka.connect.runtime.WorkerSinkTask)
[Consumer clientId=connector-consumer-sink-0, groupId=connect-sink] (Re-)joining group
[Consumer clientId=connector-consumer-sink-0, groupId=connect-sink] Successfully joined group with generation Generation{generationId=1, memberId='x', protocol='range'}
""",
    "consumer protocol": """\
Kafka version: 4.0.0 (org.apache.kafka.common.utils.AppInfoParser)
Member 5Xb0rTQHQ7mHcQ with epoch 0 transitioned from UNSUBSCRIBED to JOINING.
Member 5Xb0rTQHQ7mHcQ with epoch 1 transitioned from JOINING to RECONCILING.
Reconciling assignment with local epoch 0
Adding newly assigned partitions: audit-0, audit-1
Member 5Xb0rTQHQ7mHcQ with epoch 1 transitioned from RECONCILING to ACKNOWLEDGING.
Member 5Xb0rTQHQ7mHcQ with epoch 1 transitioned from ACKNOWLEDGING to STABLE.
""",
    "streams": """\
org.apache.kafka.streams.KafkaStreams - Kafka Streams version: 3.7.1
org.apache.kafka.streams.KafkaStreams - stream-client [payments] State transition from CREATED to REBALANCING
o.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] State transition from CREATED to STARTING
o.a.k.c.c.i.ConsumerCoordinator - [Consumer clientId=payments-StreamThread-1-consumer, groupId=payments] Request joining group due to: rebalance failed due to 'The group member needs to have a valid member id before actually entering a consumer group.' (MemberIdRequiredException)
o.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] State transition from STARTING to PARTITIONS_ASSIGNED
o.a.k.s.p.internals.TaskManager - stream-thread [payments-StreamThread-1] Handle new assignment with: New active tasks: [0_0]
o.a.k.c.c.i.ConsumerCoordinator - [Consumer clientId=payments-StreamThread-1-consumer, groupId=payments] Found no committed offset for partition audit-0
o.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] Restoration took 12 ms for all active tasks [0_0]
o.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] State transition from PARTITIONS_ASSIGNED to RUNNING
""",
    "logstash": """\
[logstash.javapipeline    ][main] Pipeline started {"pipeline.id"=>"main"}
[org.apache.kafka.clients.consumer.ConsumerConfig][main] ConsumerConfig values:
[org.apache.kafka.common.utils.AppInfoParser][main] Kafka version: 3.4.1
[org.apache.kafka.common.utils.AppInfoParser][main][5f0e] Error registering AppInfo mbean
[org.apache.kafka.clients.Metadata][main][5f0e] [Consumer clientId=logstash-0, groupId=logstash] Cluster ID: 5Xb0rTQHQ7mHcQ
[org.apache.kafka.clients.consumer.internals.ConsumerCoordinator][main][5f0e] [Consumer clientId=logstash-0, groupId=logstash] (Re-)joining group
[org.apache.kafka.clients.consumer.internals.ConsumerCoordinator][main][5f0e] [Consumer clientId=logstash-0, groupId=logstash] Adding newly assigned partitions: audit-0
""",
    "broker": """\
INFO starting (kafka.server.KafkaServer)
INFO Skipping recovery of 55 logs from /var/lib/kafka since clean shutdown file was found (kafka.log.LogManager)
INFO [GroupCoordinator 1]: Starting up. (kafka.coordinator.group.GroupCoordinator)
ERROR [KafkaApi-1] Number of alive brokers '1' does not meet the required replication factor '3' for the offsets topic (configured via 'offsets.topic.replication.factor'). This error can be ignored if the cluster is starting up and not all brokers are up yet. (kafka.server.KafkaApis)
INFO [KafkaServer id=1] started (kafka.server.KafkaServer)
INFO [GroupCoordinator 1]: Loading group metadata for payments with generation 12 (kafka.coordinator.group.GroupCoordinator)
INFO [GroupCoordinator 1]: Dynamic member with unknown member id joins group payments in Empty state. Created a new member id c-1-5f0e and request the member to rejoin with this id. (kafka.coordinator.group.GroupCoordinator)
INFO [GroupCoordinator 1]: Preparing to rebalance group payments in state PreparingRebalance with old generation 12 (__consumer_offsets-31) (reason: Adding new member c-1-5f0e with group instance id None; client reason: rebalance failed due to MemberIdRequiredException) (kafka.coordinator.group.GroupCoordinator)
INFO [GroupCoordinator 1]: Stabilized group payments generation 13 (__consumer_offsets-31) with 1 members (kafka.coordinator.group.GroupCoordinator)
""",
}

_START["java of a new group"] = _START["java"].replace(
    "Setting offset for partition audit-0 to the committed offset FetchPosition{offset=912, offsetEpoch=Optional.empty}",
    "Found no committed offset for partition audit-0\nResetting offset for partition audit-0 to position "
    "FetchPosition{offset=0, offsetEpoch=Optional.empty}.",
)

_STOP = {
    "java": """\
Revoke previously assigned partitions audit-0, audit-1
Member c-1-5f0e sending LeaveGroup request to coordinator kafka-1.example.net:9092 (id: 2147483646 rack: null) due to the consumer is being closed
Resetting generation and member id due to: consumer pro-actively leaving the group
Request joining group due to: consumer pro-actively leaving the group
App info kafka.consumer for c-1 unregistered (org.apache.kafka.common.utils.AppInfoParser)
""",
    "spring": "o.s.k.l.KafkaMessageListenerContainer : payments: partitions revoked: [audit-0]\no.s.k.l.KafkaMessageListenerContainer : payments: Consumer stopped\n",
    "librdkafka": '%7|1742277700.118|LEAVE|rdkafka#consumer-1| [thrd:main]: Group "payments": leave (in state up)\n%7|1742277700.218|DESTROY|rdkafka#consumer-1| [thrd:app]: Terminating instance (destroy flags none (0x0))\n',
    "sarama": "consumergroup/session/sarama-5f0e/1 heartbeat loop stopped\nconsumergroup/session/sarama-5f0e/1 released\nClosing Client\nClosed connection to broker kafka-1.example.net:9092\n",
    "kafka-python": "INFO:kafka.coordinator:Stopping heartbeat thread\nINFO:kafka.coordinator:Leaving consumer group (payments).\nINFO:kafka.conn:<BrokerConnection node_id=1 host=kafka-1.example.net:9092 <connected>>: Closing connection. \n",
    "aiokafka": "INFO:aiokafka.consumer.group_coordinator:LeaveGroup request succeeded\n",
    "franz-go": "[INFO] leaving group; group: payments, member_id: kgo-5f0e\n",
    "kafka-go": "stopped heartbeat for group payments\nLeaving group payments, member svc@host-5f0e\n",
    "kafkajs": '{"level":"INFO","timestamp":"2025-03-18T06:10:00.118Z","logger":"kafkajs","message":"[Consumer] Stopped","groupId":"payments"}\n',
    "consumer protocol": "Revoking previously assigned partitions audit-0, audit-1\nMember 5Xb0rTQHQ7mHcQ with epoch 1 transitioned from STABLE to PREPARE_LEAVING.\nMember 5Xb0rTQHQ7mHcQ with epoch -1 transitioned from PREPARE_LEAVING to LEAVING.\nMember 5Xb0rTQHQ7mHcQ with epoch -1 transitioned from LEAVING to UNSUBSCRIBED.\n",
    "streams": "org.apache.kafka.streams.KafkaStreams - stream-client [payments] State transition from RUNNING to PENDING_SHUTDOWN\no.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] Informed to shut down\no.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] Shutting down clean\norg.apache.kafka.streams.KafkaStreams - stream-client [payments] Streams client stopped completely\n",
    "logstash": "[logstash.runner ] Logstash shut down.\n[org.apache.kafka.clients.consumer.internals.ConsumerCoordinator][main][5f0e] [Consumer clientId=logstash-0, groupId=logstash] Member logstash-0-5f0e sending LeaveGroup request to coordinator kafka-1.example.net:9092 (id: 2147483646 rack: null) due to the consumer is being closed\n",
    "broker": "INFO [KafkaServer id=1] Starting controlled shutdown (kafka.server.KafkaServer)\nINFO [KafkaServer id=1] Controlled shutdown request returned successfully after 12ms (kafka.server.KafkaServer)\nINFO [GroupCoordinator 1]: Unloading group metadata for payments with generation 13 (kafka.coordinator.group.GroupCoordinator)\nINFO [GroupCoordinator 1]: Shutdown complete. (kafka.coordinator.group.GroupCoordinator)\nINFO [KafkaServer id=1] shut down completed (kafka.server.KafkaServer)\n",
    "connect": "WorkerSinkTask{id=sink-0} Committing offsets synchronously using sequence number 9: {audit-0=OffsetAndMetadata{offset=912}}\n",
}

_REBALANCE = {
    "java": "Request joining group due to: group is already rebalancing\nRevoke previously assigned partitions audit-0, audit-1\n"
    + _JAVA_JOIN,
    "spring": "o.s.k.l.KafkaMessageListenerContainer : payments: partitions revoked: [audit-0]\no.s.k.l.KafkaMessageListenerContainer : payments: partitions assigned: []\no.s.k.l.KafkaMessageListenerContainer : payments: partitions assigned: [audit-0]\n",
    "librdkafka": '%7|174227{0:04d}.118|HEARTBEAT|rdkafka#consumer-1| [thrd:main]: kafka-1.example.net:9092/1: Group "payments" heartbeat error response in state up (join-state steady, 2 partition(s) assigned): Broker: Group rebalance in progress\n',
    "sarama": "consumergroup/session/sarama-5f0e/%d heartbeat loop stopped\nconsumergroup/session/sarama-5f0e/%d released\n",
    "kafka-python": "WARNING:kafka.coordinator:Heartbeat failed for group payments because it is rebalancing\nINFO:kafka.coordinator.consumer:Revoking previously assigned partitions {TopicPartition(topic='audit', partition=0)} for group payments\nINFO:kafka.coordinator:(Re-)joining group payments\nINFO:kafka.coordinator:Successfully joined group payments with generation %d\n",
    "aiokafka": "INFO:aiokafka.consumer.group_coordinator:Heartbeat failed for group payments because it is rebalancing\nINFO:aiokafka.consumer.group_coordinator:(Re-)joining group payments\nINFO:aiokafka.consumer.group_coordinator:Joined group 'payments' (generation %d) with member_id aiokafka-0.10.0-5f\n",
    "franz-go": "[INFO] heartbeat errored; group: payments, err: REBALANCE_IN_PROGRESS: The group is rebalancing, so a rejoin is needed.\n[INFO] joining group; group: payments\n[INFO] joined; group: payments, member_id: kgo-5f0e, generation: %d\n",
    "kafka-go": "stopped heartbeat for group payments\nheartbeat failed for group payments: [27] Rebalance In Progress: the coordinator has begun rebalancing the group, the client should rejoin the group\njoined group payments as member svc@host in generation %d\n",
    "kafkajs": '{"level":"ERROR","timestamp":"2025-03-18T07:00:00.118Z","logger":"kafkajs","message":"[Connection] Response Heartbeat(key: 12, version: 3)","error":"The group is rebalancing, so a rejoin is needed","correlationId":9,"size":10}\n{"level":"WARN","timestamp":"2025-03-18T07:00:00.218Z","logger":"kafkajs","message":"[Runner] The group is rebalancing, re-joining","groupId":"payments","error":"The group is rebalancing, so a rejoin is needed"}\n',
    "consumer protocol": "Member 5Xb0rTQHQ7mHcQ with epoch %d transitioned from STABLE to RECONCILING.\nRevoking previously assigned partitions audit-1\nMember 5Xb0rTQHQ7mHcQ with epoch %d transitioned from RECONCILING to ACKNOWLEDGING.\nMember 5Xb0rTQHQ7mHcQ with epoch %d transitioned from ACKNOWLEDGING to STABLE.\n",
    "streams": "o.a.k.c.c.i.ConsumerCoordinator - [Consumer clientId=payments-StreamThread-1-consumer, groupId=payments] Request joining group due to: group is already rebalancing\no.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] State transition from RUNNING to PARTITIONS_ASSIGNED\no.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] State transition from PARTITIONS_ASSIGNED to RUNNING\n",
    "logstash": "[org.apache.kafka.clients.consumer.internals.ConsumerCoordinator][main][5f0e] [Consumer clientId=logstash-0, groupId=logstash] Request joining group due to: group is already rebalancing\n[org.apache.kafka.clients.consumer.internals.ConsumerCoordinator][main][5f0e] [Consumer clientId=logstash-0, groupId=logstash] (Re-)joining group\n",
    "broker": "INFO [GroupCoordinator 1]: Member MemberMetadata(memberId=c-1-5f0e, groupInstanceId=None, clientId=c-1, clientHost=/192.0.2.14, sessionTimeoutMs=45000, rebalanceTimeoutMs=300000, supportedProtocols=List(range, cooperative-sticky)) has left group payments through explicit `LeaveGroup`; client reason: the consumer is being closed (kafka.coordinator.group.GroupCoordinator)\nINFO [GroupCoordinator 1]: Preparing to rebalance group payments in state PreparingRebalance with old generation %d (__consumer_offsets-31) (reason: Adding new member c-1-77 with group instance id None; client reason: need to re-join with the given member-id: c-1-77) (kafka.coordinator.group.GroupCoordinator)\nINFO [GroupCoordinator 1]: Stabilized group payments generation %d (__consumer_offsets-31) with 4 members (kafka.coordinator.group.GroupCoordinator)\n",
    "connect": "[Consumer clientId=connector-consumer-sink-0, groupId=connect-sink] Attempt to heartbeat failed since group is rebalancing\n[Consumer clientId=connector-consumer-sink-0, groupId=connect-sink] (Re-)joining group\n",
}

_STEADY = {
    "java": "Node -1 disconnected.\n",
    "spring": "c.example.Service : handled 10000 messages\n",
    "librdkafka": "%6|{0}.118|FAIL|rdkafka#consumer-1| [thrd:kafka-2.example.net:9092/2]: kafka-2.example.net:9092/2: Disconnected (after 600123ms in state UP)\n",
    "sarama": "client/metadata fetching metadata for [audit] from broker kafka-1.example.net:9092\n",
    "kafka-python": "INFO:kafka.conn:<BrokerConnection node_id=2 host=kafka-2.example.net:9092 <connected>>: Closing connection. \n",
    "aiokafka": "INFO:app:handled 10000 messages\n",
    "franz-go": "[INFO] metadata update triggered; why: periodic\n",
    "kafka-go": "no messages received from kafka within the allocated time for partition 0 of audit at offset 912: [7] Request Timed Out: the request exceeded the user-specified time limit in the request\n",
    "kafkajs": '{"level":"INFO","timestamp":"2025-03-18T08:00:00.118Z","logger":"app","message":"handled 10000 messages"}\n',
    "consumer protocol": "Node 2 disconnected.\n",
    "streams": "o.a.k.s.p.internals.StreamThread - stream-thread [payments-StreamThread-1] Processed 912 total records, ran 0 punctuators, and committed 4 total tasks since the last update\n",
    "logstash": "[org.apache.kafka.clients.NetworkClient][main][5f0e] [Consumer clientId=logstash-0, groupId=logstash] Node -1 disconnected.\n",
    "broker": "INFO [GroupMetadataManager brokerId=1] Removed 3 expired offsets in 2 milliseconds. (kafka.coordinator.group.GroupMetadataManager)\nINFO [UnifiedLog partition=audit-0, dir=/var/lib/kafka] Deleting segment LogSegment(baseOffset=0, size=1073) due to log retention time 604800000ms breach based on the largest record timestamp in the segment (kafka.log.UnifiedLog)\n",
    "connect": "WorkerSinkTask{id=sink-0} Committing offsets asynchronously using sequence number 9: {audit-0=OffsetAndMetadata{offset=912}}\n",
}


_FORMS |= calm_native.FORMS
_START |= calm_native.START
_STOP |= calm_native.STOP
_REBALANCE |= calm_native.REBALANCE
_STEADY |= calm_native.STEADY


def calm_logs() -> Iterator[tuple[str, str]]:
    """The name and text of each log."""
    for client in _START:
        yield f"{client}: start", _written(client, [(0, _START[client])])
        if client not in _STOP:
            continue
        yield f"{client}: stop", _written(client, [(0, _STOP[client])])
        yield f"{client}: start and stop", _written(client, [(0, _START[client]), (600, _STOP[client])])
        deploy = [(300 + 40 * number, _REBALANCE[client]) for number in range(8)]
        yield f"{client}: rolling deployment", _written(client, [(0, _START[client]), *deploy])
        day = [(600 * number, _STEADY[client]) for number in range(1, 140)]
        yield f"{client}: steady day", _written(client, [(0, _START[client]), *day])
        both = sorted([*day, *((43_200 + 40 * number, _REBALANCE[client]) for number in range(4))])
        yield f"{client}: day with a deployment", _written(client, [(0, _START[client]), *both])


def _written(client: str, parts: list[tuple[int, str]]) -> str:
    stamp, before = _FORMS[client.split(" of ")[0]]
    lines = []
    for number, (seconds, text) in enumerate(parts):
        time = _BEGIN + timedelta(seconds=seconds)
        for shift, line in enumerate(text.splitlines()):
            filled = line.replace("%d", str(number + 1)).replace("{0}", str(1742277600 + seconds))
            filled = filled.replace("{0:04d}", f"{7600 + seconds % 2000:04d}")
            lines.append(f"{(time + timedelta(seconds=shift)).strftime(stamp)}{before}{filled}")
    return "\n".join(lines) + "\n"
