// A consumer with franz-go as people write it. Arguments: KEY=VALUE.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kversion"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

func main() {
	o := map[string]string{"topic": "orders", "seconds": "20", "sleep": "0"}
	for _, arg := range os.Args[1:] {
		key, value, _ := strings.Cut(arg, "=")
		o[key] = value
	}
	number := func(key string) int { n, _ := strconv.Atoi(o[key]); return n }
	level := kgo.LogLevelInfo
	if o["debug"] != "" {
		level = kgo.LogLevelDebug
	}
	opts := []kgo.Opt{
		kgo.SeedBrokers(strings.Split(o["servers"], ",")...),
		kgo.ConsumeTopics(strings.Split(o["topic"], ",")...),
		kgo.WithLogger(kgo.BasicLogger(os.Stderr, level, nil)),
	}
	if o["group"] != "" {
		opts = append(opts, kgo.ConsumerGroup(o["group"]))
	}
	if o["reset"] == "none" {
		opts = append(opts, kgo.ConsumeResetOffset(kgo.NoResetOffset()))
	}
	if o["session"] != "" {
		opts = append(opts, kgo.SessionTimeout(time.Duration(number("session"))*time.Millisecond), kgo.HeartbeatInterval(time.Duration(number("session")/5)*time.Millisecond))
	}
	if o["instance"] != "" {
		opts = append(opts, kgo.InstanceID(o["instance"]))
	}
	if o["bytes"] != "" {
		opts = append(opts, kgo.FetchMaxBytes(int32(number("bytes"))), kgo.FetchMaxPartitionBytes(int32(number("bytes"))), kgo.BrokerMaxReadBytes(int32(number("bytes"))))
	}
	if o["assignor"] == "range" {
		opts = append(opts, kgo.Balancers(kgo.RangeBalancer()))
	}
	if o["version"] != "" {
		opts = append(opts, kgo.MaxVersions(kversion.FromString(o["version"])))
	}
	if o["ssl"] != "" {
		config := &tls.Config{}
		if o["ca"] != "" {
			pem, _ := os.ReadFile(o["ca"])
			config.RootCAs = x509.NewCertPool()
			config.RootCAs.AppendCertsFromPEM(pem)
		}
		opts = append(opts, kgo.DialTLSConfig(config))
	}
	switch o["mechanism"] {
	case "PLAIN":
		opts = append(opts, kgo.SASL(plain.Auth{User: o["user"], Pass: o["password"]}.AsMechanism()))
	case "SCRAM-SHA-256":
		opts = append(opts, kgo.SASL(scram.Auth{User: o["user"], Pass: o["password"]}.AsSha256Mechanism()))
	}
	client, err := kgo.NewClient(opts...)
	if err != nil {
		panic(err)
	}
	defer client.Close()
	signals, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(signals, time.Duration(number("seconds"))*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		fetches := client.PollFetches(ctx)
		for _, e := range fetches.Errors() {
			if ctx.Err() == nil {
				fmt.Printf("fetch error: topic %s partition %d: %v\n", e.Topic, e.Partition, e.Err)
				time.Sleep(time.Second)
			}
		}
		fetches.EachRecord(func(*kgo.Record) { time.Sleep(time.Duration(number("sleep")) * time.Millisecond) })
		if o["commit"] != "" {
			if err := client.CommitUncommittedOffsets(ctx); err != nil {
				fmt.Printf("commit records failed: %v\n", err)
			}
		}
	}
}
