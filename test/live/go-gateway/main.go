// Command agentgate is an agent gateway that speaks the OpenClaw protocol.
package main

import (
	"errors"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"agentgate/gateway"
	"agentgate/model"
	"agentgate/state"
)

func main() {
	port := flag.Int("port", 18789, "port on 127.0.0.1")
	folder := flag.String("state", "state", "folder of the state")
	provider := flag.String("provider", "http://127.0.0.1:8080", "base address of the model provider")
	ahead := flag.Int64("clock-ahead", 0, "how far the clock is ahead, in milliseconds")
	flag.Parse()
	gateway.ClockAhead = time.Duration(*ahead) * time.Millisecond
	if err := run(*port, *folder, *provider, os.Getenv("GATEWAY_TOKEN")); err != nil {
		log.Fatal(err)
	}
}

func run(port int, folder, provider, token string) error {
	if token == "" {
		return errors.New("GATEWAY_TOKEN is not set")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	store, err := state.Open(folder)
	if err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	g, err := gateway.New(store, model.NewClient(provider), token)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go g.Tick(done)
	server := &http.Server{Handler: g, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	<-stop
	close(done)
	_ = listener.Close()
	g.Stop()
	time.Sleep(50 * time.Millisecond) // what the kernel still has to send
	return nil
}
