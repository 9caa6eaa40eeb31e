import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer as people write it. Arguments: KEY=VALUE; keys with a dot are settings of Kafka. */
public class Consumer {
    private static final Logger LOG = LoggerFactory.getLogger(Consumer.class);

    public static void main(String[] args) throws Exception {
        Map<String, String> o = new HashMap<>();
        Properties p = new Properties();
        p.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        p.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            if (pair[0].contains(".")) p.put(pair[0], pair[1]);
            else o.put(pair[0], pair[1]);
        }
        p.put("bootstrap.servers", o.get("servers"));
        if (o.containsKey("group")) p.put("group.id", o.get("group"));
        final KafkaConsumer<String, String> consumer = new KafkaConsumer<>(p);
        final Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            consumer.wakeup();
            try { main.join(5000); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
        }));
        long end = System.currentTimeMillis() + 1000 * Long.parseLong(o.getOrDefault("seconds", "20"));
        List<String> topics = new ArrayList<>();
        for (String topic : o.getOrDefault("topic", "orders").split(",")) topics.add(topic);
        long pause = Long.parseLong(o.getOrDefault("sleep", "0"));
        long quick = Long.parseLong(o.getOrDefault("after", "0"));
        try {
            consumer.subscribe(topics);
            while (System.currentTimeMillis() < end) {
                ConsumerRecords<String, String> records = poll(consumer);
                for (ConsumerRecord<String, String> record : records) handle(record, quick-- > 0 ? 0 : pause);
                if (!records.isEmpty() && o.containsKey("commit")) consumer.commitSync();
                if (o.containsKey("paused")) consumer.pause(consumer.assignment());
            }
        } catch (org.apache.kafka.common.errors.WakeupException e) {
            LOG.info("Stopping");
        } catch (Exception e) {
            if (!o.containsKey("log")) throw e;
            LOG.error("Error while consuming", e);
        } finally {
            consumer.close();
        }
    }

    static void handle(ConsumerRecord<String, String> record, long pause) throws InterruptedException {
        LOG.debug("Handling {}-{}@{}", record.topic(), record.partition(), record.offset());
        if (pause > 0) Thread.sleep(pause);
    }

    /** poll(Duration) since 2.0, poll(long) before. */
    @SuppressWarnings("unchecked")
    static ConsumerRecords<String, String> poll(KafkaConsumer<String, String> consumer) throws Exception {
        try {
            try {
                return (ConsumerRecords<String, String>) KafkaConsumer.class.getMethod("poll", Duration.class)
                    .invoke(consumer, Duration.ofMillis(500));
            } catch (NoSuchMethodException e) {
                return (ConsumerRecords<String, String>) KafkaConsumer.class.getMethod("poll", long.class).invoke(consumer, 500L);
            }
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw sneaky(e.getCause());
        }
    }

    /** Throws what it is given, checked or not. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> Exception sneaky(Throwable t) throws T {
        throw (T) t;
    }
}
