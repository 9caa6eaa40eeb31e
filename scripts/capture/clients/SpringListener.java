import java.util.HashMap;
import java.util.Map;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

/** A listener of Spring Kafka as people write it. Arguments: KEY=VALUE; keys with a dot are settings of Kafka. */
public class SpringListener {
    public static void main(String[] args) throws Exception {
        Map<String, String> o = new HashMap<>();
        Map<String, Object> p = new HashMap<>();
        p.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        p.put("value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            if (pair[0].contains(".")) p.put(pair[0], pair[1]);
            else o.put(pair[0], pair[1]);
        }
        p.put("bootstrap.servers", o.get("servers"));
        if (o.containsKey("group")) p.put("group.id", o.get("group"));
        ContainerProperties container = new ContainerProperties(o.getOrDefault("topic", "orders").split(","));
        long pause = Long.parseLong(o.getOrDefault("sleep", "0"));
        container.setMessageListener((MessageListener<String, String>) record -> {
            if (o.containsKey("boom")) throw new IllegalStateException("order " + record.offset() + " cannot be handled");
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        ConcurrentMessageListenerContainer<String, String> listener =
            new ConcurrentMessageListenerContainer<>(new DefaultKafkaConsumerFactory<>(p), container);
        listener.setBeanName("orders");
        listener.start();
        Thread.sleep(1000 * Long.parseLong(o.getOrDefault("seconds", "20")));
        listener.stop();
    }
}
