#!/usr/bin/env bash
# One Kafka broker on loopback, with a listener for each kind of trouble.
#   broker.sh setup            keys and certificates (once)
#   broker.sh start [K=V...]   format if needed, start, wait until it answers; K=V are further broker settings
#   broker.sh stop | wipe
#   broker.sh tool CLASS ...   a command-line tool, e.g. tool org.apache.kafka.tools.TopicCommand --list ...
# LAB is the directory for all that is made here; LAB/broker/libs holds the jars of Kafka (docs/capturing.md).
set -euo pipefail
LAB=${LAB:?set LAB to a directory outside of the repository}
B=$LAB/broker
CP="$B:$B/libs/*"

setup() {
    mkdir -p "$B/keys" && cd "$B/keys" && rm -f ./*
    local name san
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout ca.key -out ca.pem -subj /CN=capture-ca 2>/dev/null
    cp ca.pem other.pem && openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout o.key -out other.pem -subj /CN=other-ca 2>/dev/null
    for name in here elsewhere; do
        san=DNS:localhost,IP:127.0.0.1
        [ $name = elsewhere ] && san=DNS:kafka-1.example.net
        openssl req -newkey rsa:2048 -nodes -keyout $name.key -out $name.csr -subj /CN=$name 2>/dev/null
        openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out $name.crt \
            -extfile <(echo "subjectAltName=$san") 2>/dev/null
        openssl pkcs12 -export -in $name.crt -inkey $name.key -out $name.p12 -password pass:changeit
    done
    keytool -importcert -noprompt -alias ca -file ca.pem -keystore trust.p12 -storetype PKCS12 -storepass changeit 2>/dev/null
    keytool -importcert -noprompt -alias ca -file other.pem -keystore other.p12 -storetype PKCS12 -storepass changeit 2>/dev/null
}

settings() {
    cat <<P
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:19099
controller.listener.names=CONTROLLER
listeners=CONTROLLER://127.0.0.1:19099,PLAIN://127.0.0.1:19092,TLS://127.0.0.1:19093,SASL://127.0.0.1:19094,SASLTLS://127.0.0.1:19095,FAR://127.0.0.1:19096,NAMED://127.0.0.1:19097,MISSING://127.0.0.1:19098
advertised.listeners=PLAIN://127.0.0.1:19092,TLS://localhost:19093,SASL://127.0.0.1:19094,SASLTLS://localhost:19095,FAR://127.0.0.1:19196,NAMED://localhost:19097,MISSING://kafka-1.invalid:19098
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAIN:PLAINTEXT,TLS:SSL,SASL:SASL_PLAINTEXT,SASLTLS:SASL_SSL,FAR:PLAINTEXT,NAMED:SSL,MISSING:PLAINTEXT
inter.broker.listener.name=PLAIN
sasl.enabled.mechanisms=PLAIN
ssl.keystore.location=$B/keys/here.p12
ssl.keystore.password=changeit
ssl.keystore.type=PKCS12
listener.name.named.ssl.keystore.location=$B/keys/elsewhere.p12
listener.name.named.ssl.keystore.password=changeit
listener.name.named.ssl.keystore.type=PKCS12
listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="alice-pw" user_admin="admin-pw";
listener.name.sasltls.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="alice-pw" user_admin="admin-pw";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:admin
log.dirs=$B/data
num.partitions=2
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=2
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.retention.check.interval.ms=3000
log.segment.delete.delay.ms=1000
P
}

start() {
    settings >"$B/server.properties"
    printf '%s\n' "$@" >>"$B/server.properties"
    [ -d "$B/data" ] || java -Xmx256m -cp "$CP" kafka.tools.StorageTool format --ignore-formatted \
        -t Wx5ub1PkQyqzqxd1u3cVJw -c "$B/server.properties" >/dev/null
    setsid java -Xms256m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile="$B/log4j2.xml" \
        -cp "$CP" kafka.Kafka "$B/server.properties" >>"$B/server.log" 2>&1 </dev/null &
    echo $! >"$B/pid"
    for _ in $(seq 60); do
        (exec 3<>/dev/tcp/127.0.0.1/19092) 2>/dev/null && return
        sleep 0.5
    done
    echo "the broker did not start: $B/server.log" >&2
    return 1
}

stop() {
    [ -f "$B/pid" ] || return 0
    kill "$(cat "$B/pid")" 2>/dev/null || true
    for _ in $(seq 60); do
        kill -0 "$(cat "$B/pid")" 2>/dev/null || break
        sleep 0.5
    done
    rm -f "$B/pid"
}

case ${1:-} in
setup) setup ;;
start) shift && start "$@" ;;
stop) stop ;;
wipe) stop && rm -rf "$B/data" "$B/server.log" ;;
tool) shift && exec java -Xmx200m -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile="$B/log4j2-tools.xml" -cp "$CP" "$@" ;;
*) sed -n '2,8p' "$0" >&2 && exit 2 ;;
esac
