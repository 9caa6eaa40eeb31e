// A consumer with Sarama as people write it. Arguments: KEY=VALUE.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/IBM/sarama"
)

type handler struct{ sleep time.Duration }

func (handler) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (handler) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (h handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case message, ok := <-claim.Messages():
			if !ok {
				return nil
			}
			time.Sleep(h.sleep)
			session.MarkMessage(message, "")
		case <-session.Context().Done():
			return nil
		}
	}
}

func main() {
	o := map[string]string{"topic": "orders", "seconds": "20", "sleep": "0"}
	for _, arg := range os.Args[1:] {
		key, value, _ := strings.Cut(arg, "=")
		o[key] = value
	}
	number := func(key string) int { n, _ := strconv.Atoi(o[key]); return n }
	if o["quiet"] == "" {
		sarama.Logger = log.New(os.Stdout, "[sarama] ", log.LstdFlags)
	}
	config := sarama.NewConfig()
	config.Consumer.Return.Errors = o["errors"] != ""
	if o["version"] != "" {
		version, err := sarama.ParseKafkaVersion(o["version"])
		if err != nil {
			log.Panicf("Error parsing Kafka version: %v", err)
		}
		config.Version = version
	}
	if o["reset"] == "earliest" {
		config.Consumer.Offsets.Initial = sarama.OffsetOldest
	}
	if o["session"] != "" {
		config.Consumer.Group.Session.Timeout = time.Duration(number("session")) * time.Millisecond
		config.Consumer.Group.Heartbeat.Interval = config.Consumer.Group.Session.Timeout / 5
	}
	if o["processing"] != "" {
		config.Consumer.MaxProcessingTime = time.Duration(number("processing")) * time.Millisecond
	}
	if o["rebalance"] != "" {
		config.Consumer.Group.Rebalance.Timeout = time.Duration(number("rebalance")) * time.Millisecond
	}
	if o["bytes"] != "" {
		config.Consumer.Fetch.Max = int32(number("bytes"))
		config.Consumer.Fetch.Default = int32(number("bytes"))
	}
	if o["instance"] != "" {
		config.Consumer.Group.InstanceId = o["instance"]
	}
	switch o["assignor"] {
	case "sticky":
		config.Consumer.Group.Rebalance.GroupStrategies = []sarama.BalanceStrategy{sarama.NewBalanceStrategySticky()}
	case "roundrobin":
		config.Consumer.Group.Rebalance.GroupStrategies = []sarama.BalanceStrategy{sarama.NewBalanceStrategyRoundRobin()}
	}
	if o["ssl"] != "" {
		config.Net.TLS.Enable = true
		if o["ca"] != "" {
			pem, _ := os.ReadFile(o["ca"])
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(pem)
			config.Net.TLS.Config = &tls.Config{RootCAs: pool}
		}
	}
	if o["user"] != "" {
		config.Net.SASL.Enable = true
		config.Net.SASL.User, config.Net.SASL.Password = o["user"], o["password"]
		config.Net.SASL.Mechanism = sarama.SASLMechanism(o["mechanism"])
	}
	group, err := sarama.NewConsumerGroup(strings.Split(o["servers"], ","), o["group"], config)
	if err != nil {
		log.Panicf("Error creating consumer group client: %v", err)
	}
	if o["errors"] != "" {
		go func() {
			for err := range group.Errors() {
				log.Println("ERROR", err)
			}
		}()
	}
	signals, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(signals, time.Duration(number("seconds"))*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if err := group.Consume(ctx, strings.Split(o["topic"], ","), handler{time.Duration(number("sleep")) * time.Millisecond}); err != nil {
			log.Printf("Error from consumer: %v", err)
			time.Sleep(time.Second)
		}
	}
	if err := group.Close(); err != nil {
		log.Printf("Error closing client: %v", err)
	}
}
