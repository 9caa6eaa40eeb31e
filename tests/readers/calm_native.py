"""More logs of consumers with which nothing is wrong: of clients in Ruby, Erlang, PHP and Python, and of programs above a library.

Written after the clients' sources, like those of `calm`; names and numbers are made up.
"""

from __future__ import annotations

FORMS = {
    "ruby-kafka": ("I, [%Y-%m-%dT%H:%M:%S.118 #1]  INFO -- : ", ""),
    "karafka": ("I, [%Y-%m-%dT%H:%M:%S.118 #1]  INFO -- : ", ""),
    "brod": ("=INFO REPORT==== %d-%b-%Y::%H:%M:%S === ", ""),
    "pykafka": ("[%Y-%m-%d %H:%M:%S,118] ", ""),
    "clickhouse": ("%Y.%m.%d %H:%M:%S.118 [ 42 ] {} ", ""),
    "faust": ("[%Y-%m-%d %H:%M:%S,118] [1] ", ""),
    "arroyo": ("%Y-%m-%d %H:%M:%S,118 ", ""),
    "vector": ("%Y-%m-%dT%H:%M:%S.118Z  ", ""),
    "telegraf": ("%Y-%m-%dT%H:%M:%SZ ", ""),
    "librdkafka with debug": ("", ""),
    "sarama with debug": ("[sarama] %Y/%m/%d %H:%M:%S ", ""),
    "kafka-python 3": ("%Y-%m-%d %H:%M:%S,118 ", ""),
    "dotnet": ("%Y-%m-%d %H:%M:%S.118 ", ""),
}

START = {
    "ruby-kafka": """\
New topics added to target list: audit
Fetching cluster metadata from kafka://kafka-1.example.net:9092
Discovered cluster metadata; nodes: kafka-1.example.net:9092 (node_id=1)
[[payments] {}:] Will fetch at most 1048576 bytes at a time per partition from audit
[[payments] {}:] There are no partitions to fetch from, sleeping for 1s
[[payments] {}:] Joining group `payments`
[[payments] {}:] Joined group `payments` with member id `svc-5f0e`
[[payments] {}:] Chosen as leader of group `payments`
[[payments] {audit: 0, 1}:] Partitions assigned for `audit`: 0, 1
[[payments] {audit: 0, 1}:] Seeking audit/0 to offset 912
""",
    "karafka": """\
[5f0e1a2b3c4d] Running in ruby 3.3.0 (2023-12-25 revision 5124f9ac75) [x86_64-linux]
[5f0e1a2b3c4d] Running Karafka 2.4.0 server
[77a0c1d2e3f4] Group payments/payments_0 subscribing to topics: audit
[77a0c1d2e3f4_0] Polling messages...
[77a0c1d2e3f4_0] Polled 0 messages in 1000.12ms
Group payments/payments_0 rebalance: audit-[0,1] assigned
[9d81] Consume job for AuditConsumer on audit-0 started
[9d81] Consume job for AuditConsumer on audit-0 finished in 12.1 ms
""",
    "brod": """\
client client_1 connected to kafka-1.example.net:9092
Group member (payments,coor=<0.512.0>,cb=<0.510.0>,generation=1): elected=true
Group member (payments,coor=<0.512.0>,cb=<0.510.0>,generation=1): assignments received: audit: partition=0 begin_offset=912
""",
    "pykafka": """\
[pykafka.cluster] [INFO] __init__: Discovered 3 brokers
[pykafka.managedbalancedconsumer] [INFO] _join_group: Sending JoinGroupRequest for consumer id 'b'pykafka-5f0e''
[pykafka.managedbalancedconsumer] [INFO] _join_group: Error code 27 encountered during JoinGroupRequest for generation '-1'
[pykafka.managedbalancedconsumer] [INFO] _sync_group: Sending SyncGroupRequest for consumer id 'b'pykafka-5f0e''
[pykafka.balancedconsumer] [INFO] _rebalance: Rebalancing Complete.
[pykafka.managedbalancedconsumer] [INFO] fetcher: Starting heartbeat worker
""",
    "clickhouse": """\
<Trace> StorageKafka (audit_queue): Topics/partitions assigned: [ audit[0:#], audit[1:#] ]
<Trace> StorageKafka (audit_queue): Already subscribed to topics: [ audit ]
<Trace> StorageKafka (audit_queue): Already assigned to: [ audit[0:912], audit[1:88] ]
<Debug> StorageKafka (audit_queue): Started streaming to 1 attached views
<Trace> StorageKafka (audit_queue): Polled batch of 65505 messages. Offsets position: [ audit[0:1000], audit[1:90] ]
<Trace> StorageKafka (audit_queue): Committed offset 1000 (topic: audit, partition: 0)
""",
    "faust": """\
[INFO] [^Worker]: Starting...
[INFO] [^---Fetcher]: Starting...
[INFO] Updating subscribed topics to: frozenset({'audit'})
[INFO] Subscribed to topic(s): {'audit'}
[INFO] Discovered coordinator 1 for group payments
[INFO] Revoking previously assigned partitions set() for group payments
[INFO] (Re-)joining group payments
[INFO] Joined group 'payments' (generation 1) with member_id faust-0.10.24-5f
[INFO] Elected group leader -- performing partition assignments using faust
[INFO] Successfully synced group payments with generation 1
[INFO] [^---Recovery]: Recovery complete
[INFO] [^Worker]: Ready
""",
    "arroyo": """\
Initializing Snuba...
Snuba initialization took 2.07s
Consumer Starting
librdkafka log level: 6
New partitions assigned: {Partition(topic=Topic(name='events'), index=0): 912}
Initialized processing strategy: <arroyo.processing.strategies.run_task.RunTask object at 0x7f01>
""",
    "vector": """\
INFO vector::app: Loading configs. paths=["/etc/vector/vector.yaml"]
INFO vector::topology::running: Running healthchecks.
INFO vector: Vector has started. debug="false" version="0.38.0" arch="x86_64"
INFO source{component_kind="source" component_id=in component_type=kafka}:kafka_source: rdkafka::consumer: Pre rebalance Assign(TPL {audit/0: offset=Invalid})
""",
    "telegraf": """\
I! Starting Telegraf 1.30.0
D! [sarama] Initializing new client
D! [sarama] client/metadata fetching metadata for all topics from broker kafka-1.example.net:9092
D! [sarama] Connected to broker at kafka-1.example.net:9092 (unregistered)
D! [sarama] client/brokers registered new broker #1 at kafka-1.example.net:9092
D! [sarama] Successfully initialized new client
D! [sarama] client/coordinator requesting coordinator for consumergroup telegraf_metrics_consumers from kafka-1.example.net:9092
D! [sarama] client/coordinator coordinator for consumergroup telegraf_metrics_consumers is #1 (kafka-1.example.net:9092)
""",
    "librdkafka with debug": """\
%7|1742277600.118|BROKER|rdkafka#consumer-1| [thrd:app]: kafka-1.example.net:9092/bootstrap: Added new broker with NodeId -1
%7|1742277600.119|CGRPSTATE|rdkafka#consumer-1| [thrd:main]: Group "payments" changed state init -> query-coord (join-state init)
%7|1742277600.119|CGRPQUERY|rdkafka#consumer-1| [thrd:main]: Group "payments": no broker available for coordinator query: intervaled in state query-coord
%7|1742277600.120|CONNECT|rdkafka#consumer-1| [thrd:kafka-1.example.net:9092/bootstrap]: kafka-1.example.net:9092/bootstrap: Connecting to ipv4#192.0.2.12:9092 (plaintext) with socket 9
%7|1742277600.121|STATE|rdkafka#consumer-1| [thrd:kafka-1.example.net:9092/bootstrap]: kafka-1.example.net:9092/bootstrap: Broker changed state CONNECT -> APIVERSION_QUERY
%7|1742277600.122|STATE|rdkafka#consumer-1| [thrd:kafka-1.example.net:9092/bootstrap]: kafka-1.example.net:9092/bootstrap: Broker changed state APIVERSION_QUERY -> UP
%7|1742277600.123|CGRPQUERY|rdkafka#consumer-1| [thrd:main]: kafka-1.example.net:9092/bootstrap: Group "payments": querying for coordinator: intervaled in state query-coord
%7|1742277600.124|CGRPCOORD|rdkafka#consumer-1| [thrd:main]: kafka-1.example.net:9092/bootstrap: Group "payments" coordinator is kafka-1.example.net:9092 id 1
%7|1742277600.125|CGRPSTATE|rdkafka#consumer-1| [thrd:main]: Group "payments" changed state wait-broker-transport -> up (join-state init)
%7|1742277600.126|HEARTBEAT|rdkafka#consumer-1| [thrd:main]: GroupCoordinator/1: Heartbeat for group "payments" generation id 1
""",
    "sarama with debug": """\
Initializing new client
client/metadata fetching metadata for all topics from broker kafka-1.example.net:9092
Connected to broker at kafka-1.example.net:9092 (unregistered)
client/brokers registered new broker #2 at kafka-2.example.net:9092
Successfully initialized new client
client/metadata fetching metadata for [audit] from broker kafka-1.example.net:9092
consumergroup/payments: loop check partition number goroutine will exit, topics [audit]
consumer/broker/2 added subscription to audit/0
consumer/broker/2 accumulated 1 new subscriptions
""",
    "kafka-python 3": """\
INFO:kafka.net.manager:Bootstrapping cluster metadata from kafka-1.example.net:9092
INFO:kafka.net.connection:<KafkaConnection client_id=svc node_id=bootstrap-0 host=kafka-1.example.net:9092>: Connected
INFO:kafka.consumer.group:Subscribed to topic(s): audit
INFO:kafka.coordinator:Discovered coordinator 1 for group payments
INFO:kafka.coordinator:(Re-)joining group payments
INFO:kafka.coordinator:Successfully joined group payments <Generation 1 (member_id: svc-5f0e, protocol: range)>
""",
    "dotnet": """\
info: Consumer[0] Assigned partitions: [audit [[0]], audit [[1]]]
info: Consumer[0] Reached end of topic audit, partition 0, offset 912.
""",
}
STOP = {
    "ruby-kafka": "Received signal SIGTERM, shutting down\nLeaving group `payments`\nFetcher thread exited.\n",
    "karafka": "[5f0e1a2b3c4d] Received SIGTERM system signal\n[5f0e1a2b3c4d] Stopping Karafka server\nGroup payments/payments_0 rebalance: audit-[0,1] revoked\n[5f0e1a2b3c4d] Stopped Karafka server\n",
    "brod": "Group member (payments,coor=<0.512.0>,cb=<0.510.0>,generation=1): Leaving group, reason: shutdown\n",
    "pykafka": "[pykafka.managedbalancedconsumer] [DEBUG] stop: Heartbeat worker exiting\n",
    "clickhouse": "<Trace> StorageKafka (audit_queue): Waiting for cleanup\n<Trace> StorageKafka (audit_queue): Consumer closed\n",
    "faust": "[INFO] [^Worker]: Signal received: Signals.SIGTERM (15)\n[INFO] [^Worker]: Stopping...\n[INFO] LeaveGroup request succeeded\n",
    "arroyo": "Shutdown signalled\nClosing <arroyo.backends.kafka.consumer.KafkaConsumer object at 0x7f63798896d0>...\nPartitions to revoke: [Partition(topic=Topic(name='events'), index=0)]\nPartition revocation complete.\nProcessor terminated\n",
    "vector": "INFO vector: Vector has stopped.\n",
    "telegraf": "D! [agent] Stopping service inputs\nD! [sarama] Closing Client\nD! [sarama] Closed connection to broker kafka-1.example.net:9092\n",
    "librdkafka with debug": '%7|1742277700.118|CGRPTERM|rdkafka#consumer-1| [thrd:main]: Terminating group "payments" in state up with 2 partition(s)\n%7|1742277700.119|LEAVE|rdkafka#consumer-1| [thrd:main]: Group "payments": leave (in state up)\n%7|1742277700.120|BROKERFAIL|rdkafka#consumer-1| [thrd:kafka-1.example.net:9092/1]: kafka-1.example.net:9092/1: failed: err: Local: Broker handle destroyed for termination: (errno: Success)\n',
    "sarama with debug": "consumer/audit/0 shutting down\nconsumergroup/session/sarama-5f0e/1 heartbeat loop stopped\nconsumergroup/session/sarama-5f0e/1 released\nClosing Client\nClosed connection to broker kafka-2.example.net:9092\n",
    "kafka-python 3": "INFO:kafka.coordinator:Leaving consumer group (payments).\nINFO:kafka.net.connection:<KafkaConnection client_id=svc node_id=1 host=kafka-1.example.net:9092>: Closing connection\n",
    "dotnet": "info: Consumer[0] Closing consumer.\n",
}
REBALANCE = {
    "ruby-kafka": "[[payments] {audit: 0, 1}:] Error sending heartbeat: Kafka::RebalanceInProgress\n[[payments] {audit: 0, 1}:] Group rebalance in progress, re-joining...\n[[payments] {}:] Joining group `payments`\n[[payments] {}:] Joined group `payments` with member id `svc-5f0e`\n",
    "karafka": "Group payments/payments_0 rebalance: audit-[1] revoked\nGroup payments/payments_0 rebalance: audit-[0] assigned\n",
    "brod": "Group member (payments,coor=<0.512.0>,cb=<0.510.0>,generation=%d): re-joining group, reason:rebalance_in_progress\nGroup member (payments,coor=<0.512.0>,cb=<0.510.0>,generation=%d): elected=false\n",
    "pykafka": '[pykafka.balancedconsumer] [INFO] _rebalance: Rebalancing consumer "pykafka-5f0e" for topic "audit".\n[pykafka.managedbalancedconsumer] [INFO] _heartbeat: Error code 27 encountered on heartbeat.\n[pykafka.balancedconsumer] [INFO] _rebalance: Rebalancing Complete.\n',
    "clickhouse": "<Trace> StorageKafka (audit_queue): Rebalance initiated. Revoking partitions: [ audit[0:1000] ]\n<Trace> StorageKafka (audit_queue): Topics/partitions assigned: [ audit[0:#] ]\n",
    "faust": "[INFO] Heartbeat failed for group payments because it is rebalancing\n[INFO] Revoking previously assigned partitions frozenset({TopicPartition(topic='audit', partition=0)}) for group payments\n[INFO] (Re-)joining group payments\n[INFO] Joined group 'payments' (generation %d) with member_id faust-0.10.24-5f\n",
    "arroyo": "Partitions to revoke: [Partition(topic=Topic(name='events'), index=0)]\nPartition revocation complete.\nNew partitions assigned: {Partition(topic=Topic(name='events'), index=1): 77}\n",
    "vector": 'INFO source{component_kind="source" component_id=in component_type=kafka}:kafka_source: rdkafka::consumer: Pre rebalance Revoke(TPL {audit/0: offset=Invalid})\n',
    "telegraf": "D! [sarama] consumergroup/session/sarama-5f0e/%d heartbeat loop stopped\nD! [sarama] consumergroup/session/sarama-5f0e/%d released\n",
    "librdkafka with debug": '%7|{0}.118|HEARTBEAT|rdkafka#consumer-1| [thrd:main]: Group "payments" heartbeat error response in state up (join-state steady, 2 partition(s) assigned): Broker: Group rebalance in progress\n%7|{0}.119|REBALANCE|rdkafka#consumer-1| [thrd:main]: Group "payments" initiating rebalance (EAGER) in state up (join-state steady) with 2 assigned partition(s): rebalance in progress\n',
    "sarama with debug": "consumergroup/session/sarama-5f0e/%d heartbeat loop stopped\nconsumergroup/session/sarama-5f0e/%d released\n",
    "kafka-python 3": "WARNING:kafka.coordinator:Heartbeat failed for group payments because it is rebalancing\nINFO:kafka.coordinator:(Re-)joining group payments\nINFO:kafka.coordinator:Successfully joined group payments <Generation %d (member_id: svc-5f0e, protocol: range)>\n",
    "dotnet": "info: Consumer[0] Revoked partitions: [audit [[0]], audit [[1]]]\ninfo: Consumer[0] Assigned partitions: [audit [[0]]]\n",
}
STEADY = {
    "ruby-kafka": "Connection has been unused for too long, re-connecting...\n",
    "karafka": "[77a0c1d2e3f4_0] Polled 12 messages in 18.2ms\n",
    "brod": "client client_1: payload connection down kafka-2.example.net:9092\nreason:{shutdown,tcp_closed}\n",
    "pykafka": "[pykafka.managedbalancedconsumer] [INFO] _heartbeat: Sending heartbeat from consumer 'b'pykafka-5f0e''\n",
    "clickhouse": "<Trace> StorageKafka (audit_queue): Stalled\n<Trace> StorageKafka (audit_queue): Stream(s) stalled. Reschedule.\n",
    "faust": "[INFO] [^Worker]: handled 10000 events\n",
    "arroyo": "Kafka consumer poll: no message\n",
    "vector": 'INFO librdkafka: librdkafka: FAIL [thrd:GroupCoordinator]: GroupCoordinator: kafka-2.example.net:9092: Disconnected (after 4396411ms in state UP, 1 identical error(s) suppressed)\nERROR source{component_kind="source" component_id=in component_type=kafka}:kafka_source: rdkafka::client: librdkafka: Global error: BrokerTransportFailure (Local: Broker transport failure): GroupCoordinator: kafka-2.example.net:9092: Disconnected (after 4396411ms in state UP, 1 identical error(s) suppressed)\n',
    "telegraf": "D! [sarama] client/metadata fetching metadata for [audit] from broker kafka-1.example.net:9092\n",
    "librdkafka with debug": '%7|{0}.118|CGRPQUERY|rdkafka#consumer-1| [thrd:main]: kafka-1.example.net:9092/1: Group "payments": querying for coordinator: intervaled in state up\n%6|{0}.119|FAIL|rdkafka#consumer-1| [thrd:kafka-2.example.net:9092/2]: kafka-2.example.net:9092/2: Disconnected (after 600123ms in state UP)\n',
    "sarama with debug": "client/metadata got error from broker 2 while fetching metadata: EOF\nclient/metadata fetching metadata for [audit] from broker kafka-1.example.net:9092\nClosed connection to broker kafka-2.example.net:9092\n",
    "kafka-python 3": "ERROR:kafka.consumer.fetcher:Fetch to node 4 failed: NodeNotReadyError: 4\n",
    "dotnet": "warn: Consumer[0] kafka-2.example.net:9092/2: Disconnected (after 600123ms in state UP)\n",
}
