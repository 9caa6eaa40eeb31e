import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Producer SERVERS TOPIC COUNT SIZE PER_SECOND [hang]: messages of SIZE bytes; with `hang` a transaction that stays open. */
public class Producer {
    public static void main(String[] args) throws Exception {
        Properties p = new Properties();
        p.put("bootstrap.servers", args[0]);
        p.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        p.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        p.put("max.request.size", "20000000");
        boolean hang = args.length > 5;
        if (hang) {
            p.put("transactional.id", "capture");
            p.put("transaction.timeout.ms", "600000");
        }
        KafkaProducer<String, String> producer = new KafkaProducer<>(p);
        if (hang) {
            producer.initTransactions();
            producer.beginTransaction();
        }
        String value = new String(new char[Integer.parseInt(args[3])]).replace('\0', 'x');
        long rate = Long.parseLong(args[4]);
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            producer.send(new ProducerRecord<>(args[1], Integer.toString(i), value)).get();
            if (rate > 0) Thread.sleep(1000 / rate);
        }
        if (hang) {
            producer.flush();
            Runtime.getRuntime().halt(0);
        }
        producer.close();
    }
}
