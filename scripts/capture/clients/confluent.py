"""A consumer with confluent-kafka as people write it. Arguments: KEY=VALUE; keys with a dot are settings."""

import logging
import sys
import time

from confluent_kafka import Consumer, KafkaException

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
log = logging.getLogger("app")

options = dict(arg.split("=", 1) for arg in sys.argv[1:])
conf = {key: value for key, value in options.items() if "." in key or key == "debug"}
conf |= {"bootstrap.servers": options["servers"], "error_cb": lambda error: log.error("Kafka error: %s", error)}
if "group" in options:
    conf["group.id"] = options["group"]
consumer = Consumer(conf)
consumer.subscribe(options.get("topic", "orders").split(","))
end = time.time() + float(options.get("seconds", 20))
try:
    while time.time() < end:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            log.error("Consumer error: %s", message.error())
            if "raise" in options:
                raise KafkaException(message.error())
            continue
        time.sleep(float(options.get("sleep", 0)) / 1000)
        if "commit" in options:
            consumer.commit(asynchronous=False)
        if "paused" in options:
            consumer.pause(consumer.assignment())
except KeyboardInterrupt:
    pass
finally:
    consumer.close()
