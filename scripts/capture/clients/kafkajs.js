// A consumer with KafkaJS as people write it. Arguments: KEY=VALUE.
const { Kafka, logLevel } = require('kafkajs')
const fs = require('fs')

const o = Object.fromEntries(process.argv.slice(2).map((arg) => arg.split(/=(.*)/s)))
const kafka = new Kafka({
  clientId: 'my-app',
  brokers: o.servers.split(','),
  logLevel: o.debug ? logLevel.DEBUG : logLevel.INFO,
  ssl: o.ca ? { ca: [fs.readFileSync(o.ca, 'utf-8')] } : o.ssl === '1',
  ...(o.mechanism && { sasl: { mechanism: o.mechanism, username: o.user, password: o.password } }),
  ...(o.retries && { retry: { retries: Number(o.retries) } }),
})
const consumer = kafka.consumer({
  groupId: o.group,
  ...(o.session && { sessionTimeout: Number(o.session), rebalanceTimeout: Number(o.session) * 2 }),
  ...(o.heartbeat && { heartbeatInterval: Number(o.heartbeat) }),
  ...(o.bytes && { maxBytesPerPartition: Number(o.bytes), maxBytes: Number(o.bytes) }),
})
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const run = async () => {
  await consumer.connect()
  await consumer.subscribe({ topics: (o.topic || 'orders').split(','), fromBeginning: o.reset === 'earliest' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (o.json) JSON.parse(message.value.toString())
      if (o.block) for (const end = Date.now() + Number(o.sleep); Date.now() < end; );
      else if (o.sleep) await sleep(Number(o.sleep))
    },
  })
}
run().catch((e) => console.error(`[example/consumer] ${e.message}`, e))
const stop = () => consumer.disconnect().finally(() => process.exit(0))
process.on('SIGTERM', stop)
setTimeout(stop, 1000 * Number(o.seconds || 20))
