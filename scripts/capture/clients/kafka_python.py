"""A consumer with kafka-python as people write it. Arguments: KEY=VALUE; unknown keys go to KafkaConsumer."""

import json
import logging
import sys
import time

from kafka import KafkaConsumer

options = dict(arg.split("=", 1) for arg in sys.argv[1:])
logging.basicConfig(level=options.pop("level", "INFO"), format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def typed(value):
    """Numbers as numbers, all else as text."""
    return int(value) if value.lstrip("-").isdigit() else value


topics = options.pop("topic", "orders").split(",")
seconds, sleep = float(options.pop("seconds", "20")), float(options.pop("sleep", "0")) / 1000
commit, paused = options.pop("commit", None), options.pop("paused", None)
conf = {"bootstrap_servers": options.pop("servers"), "group_id": options.pop("group", None)}
conf |= {key: typed(value) for key, value in options.items()}
if conf.pop("json", None):
    conf["value_deserializer"] = lambda value: json.loads(value.decode())
consumer = KafkaConsumer(*topics, **conf)
end = time.time() + seconds
try:
    while time.time() < end:
        for messages in consumer.poll(timeout_ms=500).values():
            for _ in messages:
                time.sleep(sleep)
            if commit:
                consumer.commit()
        if paused:
            consumer.pause(*consumer.assignment())
except KeyboardInterrupt:
    pass
finally:
    consumer.close()
