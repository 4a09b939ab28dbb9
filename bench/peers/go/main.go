// SPDX-License-Identifier: Apache-2.0

// The Go peer: goroutines and channels. Pinned to one core it has GOMAXPROCS 1 by itself.
package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

const warm, rep = 500*time.Millisecond, 100*time.Millisecond

// best prints the best of 5 repetitions of at least rep each, after a warm-up; body returns the time of each phase.
func best(metrics []string, n int, body func() []time.Duration) {
	for t := time.Now(); time.Since(t) < warm; {
		body()
	}
	result := make([]float64, len(metrics))
	for r := 0; r < 5; r++ {
		total, runs := make([]time.Duration, len(metrics)), 0
		for t := time.Now(); runs == 0 || time.Since(t) < rep; runs++ {
			for i, d := range body() {
				total[i] += d
			}
		}
		for i, d := range total {
			if ns := float64(d.Nanoseconds()) / float64(runs*n); r == 0 || ns < result[i] {
				result[i] = ns
			}
		}
	}
	for i, m := range metrics {
		fmt.Printf("%s %.1f ns\n", m, result[i])
	}
}

func best1(metric string, n int, body func()) {
	best([]string{metric}, n, func() []time.Duration {
		t := time.Now()
		body()
		return []time.Duration{time.Since(t)}
	})
}

func all(tasks int, f func()) {
	var wg sync.WaitGroup
	wg.Add(tasks)
	for i := 0; i < tasks; i++ {
		go func() { f(); wg.Done() }()
	}
	wg.Wait()
}

func arg(i int) int {
	n, err := strconv.Atoi(os.Args[i])
	if err != nil {
		panic(err)
	}
	return n
}

func main() {
	switch os.Args[1] {
	case "switch":
		tasks, total := arg(2), arg(3)
		best1("switch", total, func() {
			all(tasks, func() {
				for i := 0; i < total/tasks; i++ {
					runtime.Gosched()
				}
			})
		})
	case "spawn":
		n := arg(2)
		best1("spawn", n, func() {
			for i := 0; i < n/1000; i++ {
				all(1000, func() {})
			}
		})
	case "sleepers", "bodies": // a goroutine has a body in any case
		t := time.Now()
		all(arg(2), func() { time.Sleep(time.Duration(arg(3)) * time.Second) })
		fmt.Printf("sleepers-wall %.3f s\n", time.Since(t).Seconds())
	case "timers":
		n := arg(2)
		best([]string{"timer-schedule", "timer-cancel"}, n, func() []time.Duration {
			ts := make([]*time.Timer, n)
			t0 := time.Now()
			for i := range ts {
				ts[i] = time.AfterFunc(time.Hour+time.Duration(i%1000)*time.Second, func() {})
			}
			t1 := time.Now()
			for _, t := range ts {
				t.Stop()
			}
			return []time.Duration{t1.Sub(t0), time.Since(t1)}
		})
	case "queue":
		n := arg(2)
		best1("queue", n, func() {
			q := make(chan int, 100)
			go func() {
				for i := 0; i < n; i++ {
					q <- i
				}
			}()
			for i := 0; i < n; i++ {
				<-q
			}
		})
	case "pingpong":
		n := arg(2)
		best1("pingpong", n, func() {
			a, b := make(chan int, 1), make(chan int, 1)
			go func() {
				for i := 0; i < n; i++ {
					b <- <-a
				}
			}()
			for i := 0; i < n; i++ {
				a <- i
				<-b
			}
		})
	case "threadsafe": // a goroutine on a thread of its own posts functions to the one that runs them
		n := arg(2)
		best1("threadsafe", n, func() {
			q, count := make(chan func(), 1024), 0
			go func() {
				runtime.LockOSThread()
				for i := 0; i < n; i++ {
					q <- func() { count++ }
				}
			}()
			for count < n {
				(<-q)()
			}
		})
	case "lock": // sync.Mutex is not fair; a one-slot channel is: its waiters are a FIFO
		n := arg(2)
		best1("lock", n, func() {
			lock := make(chan struct{}, 1)
			all(100, func() {
				for i := 0; i < n/100; i++ {
					lock <- struct{}{}
					runtime.Gosched()
					<-lock
				}
			})
		})
	case "cancel":
		n := arg(2)
		best1("cancel", n, func() {
			for i := 0; i < n/1000; i++ {
				var wg sync.WaitGroup
				wg.Add(1000)
				cancels := make([]context.CancelFunc, 1000)
				for j := range cancels {
					ctx, cancel := context.WithCancel(context.Background())
					cancels[j] = cancel
					go func() {
						asleep := time.NewTimer(time.Hour)
						select {
						case <-ctx.Done():
						case <-asleep.C:
						}
						asleep.Stop()
						wg.Done()
					}()
				}
				runtime.Gosched()
				for _, c := range cancels {
					c()
				}
				wg.Wait()
			}
		})
	case "echo", "echo-tls", "echo-loops":
		l, err := net.Listen("tcp", "127.0.0.1:"+os.Args[2])
		if err != nil {
			panic(err)
		}
		if os.Args[1] == "echo-tls" {
			certificate, err := tls.LoadX509KeyPair(os.Args[3], os.Args[4])
			if err != nil {
				panic(err)
			}
			l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13})
		}
		work := os.Args[1] == "echo-loops"
		if work {
			runtime.GOMAXPROCS(arg(3))
		}
		for {
			c, err := l.Accept()
			if err != nil {
				panic(err)
			}
			go func() {
				defer c.Close()
				b := make([]byte, 65536)
				for {
					n, err := c.Read(b)
					if err != nil {
						return
					}
					for i := 0; work && i < 200; i++ {
						sha256.Sum256(b[:n])
					}
					if _, err = c.Write(b[:n]); err != nil {
						return
					}
				}
			}()
		}
	case "http":
		http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "Hello, World!") })
		panic(http.ListenAndServe("127.0.0.1:"+os.Args[2], nil))
	case "hello":
		all(1, func() {})
	default:
		os.Exit(64)
	}
}
