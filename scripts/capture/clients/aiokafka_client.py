"""A consumer with aiokafka as people write it. Arguments: KEY=VALUE; unknown keys go to AIOKafkaConsumer."""

import asyncio
import json
import logging
import sys
import time

from aiokafka import AIOKafkaConsumer
from aiokafka.helpers import create_ssl_context

options = dict(arg.split("=", 1) for arg in sys.argv[1:])
logging.basicConfig(level=options.pop("level", "INFO"), format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def typed(value):
    """Numbers as numbers, all else as text."""
    return int(value) if value.lstrip("-").isdigit() else value


async def main():
    """Consume until the time is over."""
    topics = options.pop("topic", "orders").split(",")
    seconds, sleep = float(options.pop("seconds", "20")), float(options.pop("sleep", "0")) / 1000
    block, commit = options.pop("block", None), options.pop("commit", None)
    conf = {"bootstrap_servers": options.pop("servers"), "group_id": options.pop("group", None)}
    if "ca" in options:
        conf["ssl_context"] = create_ssl_context(cafile=options.pop("ca"))
    if options.pop("json", None):
        conf["value_deserializer"] = lambda value: json.loads(value.decode())
    conf |= {key: typed(value) for key, value in options.items()}
    consumer = AIOKafkaConsumer(*topics, **conf)
    await consumer.start()
    end = time.time() + seconds
    try:
        while time.time() < end:
            for messages in (await consumer.getmany(timeout_ms=500)).values():
                for _ in messages:
                    if block:
                        time.sleep(sleep)
                    else:
                        await asyncio.sleep(sleep)
                if commit:
                    await consumer.commit()
    finally:
        await consumer.stop()


asyncio.run(main())
