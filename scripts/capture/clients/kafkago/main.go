// A consumer with kafka-go as people write it. Arguments: KEY=VALUE.
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

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

func main() {
	o := map[string]string{"topic": "orders", "seconds": "20", "sleep": "0"}
	for _, arg := range os.Args[1:] {
		key, value, _ := strings.Cut(arg, "=")
		o[key] = value
	}
	number := func(key string) int { n, _ := strconv.Atoi(o[key]); return n }
	dialer := &kafka.Dialer{Timeout: 10 * time.Second, DualStack: true}
	if o["ssl"] != "" {
		dialer.TLS = &tls.Config{}
		if o["ca"] != "" {
			pem, _ := os.ReadFile(o["ca"])
			dialer.TLS.RootCAs = x509.NewCertPool()
			dialer.TLS.RootCAs.AppendCertsFromPEM(pem)
		}
	}
	var mechanism sasl.Mechanism
	switch o["mechanism"] {
	case "PLAIN":
		mechanism = plain.Mechanism{Username: o["user"], Password: o["password"]}
	case "SCRAM-SHA-256":
		mechanism, _ = scram.Mechanism(scram.SHA256, o["user"], o["password"])
	}
	dialer.SASLMechanism = mechanism
	config := kafka.ReaderConfig{
		Brokers: strings.Split(o["servers"], ","), GroupID: o["group"], Topic: o["topic"], Dialer: dialer,
		ErrorLogger: kafka.LoggerFunc(log.Printf),
	}
	if o["quiet"] == "" {
		config.Logger = kafka.LoggerFunc(log.Printf)
	}
	if o["bytes"] != "" {
		config.MaxBytes = number("bytes")
	}
	if o["session"] != "" {
		config.SessionTimeout = time.Duration(number("session")) * time.Millisecond
		config.HeartbeatInterval = config.SessionTimeout / 5
	}
	reader := kafka.NewReader(config)
	signals, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(signals, time.Duration(number("seconds"))*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		message, err := reader.FetchMessage(ctx)
		if err != nil {
			if ctx.Err() == nil {
				log.Println("failed to fetch message:", err)
				time.Sleep(time.Second)
			}
			continue
		}
		time.Sleep(time.Duration(number("sleep")) * time.Millisecond)
		if err := reader.CommitMessages(ctx, message); err != nil {
			log.Println("failed to commit messages:", err)
		}
	}
	if err := reader.Close(); err != nil {
		log.Println("failed to close reader:", err)
	}
}
