package httpapi

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// A request whose work does not end is ended, one that is answered piece by piece is not.
func TestWorkIsBounded(t *testing.T) {
	s, err := newServer(Config{Timeout: 30 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	r := s.router()
	r.GET("/v1/slow", func(c *gin.Context) {
		<-c.Request.Context().Done()
		s.answerError(c, c.Request.Context().Err())
	})
	open := func(c *gin.Context) {
		_, bounded := c.Request.Context().Deadline()
		c.String(http.StatusOK, "%v", bounded)
	}
	r.GET("/v1/jobs/:job/events", open)
	r.POST("/v1/solve", open)
	r.GET("/v1/areas", open)
	web := httptest.NewServer(r)
	t.Cleanup(web.Close)
	problemDocument(t, do(t, "GET", web.URL+"/v1/slow", ""), http.StatusGatewayTimeout)
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/v1/jobs/j1/events", "false"}, {"POST", "/v1/solve", "false"}, {"GET", "/v1/areas", "true"},
	} {
		if a := do(t, c.method, web.URL+c.path, ""); a.body != c.want {
			t.Errorf("%s %s: bounded: %s", c.method, c.path, a.body)
		}
	}
}

// A body that does not come is given up, whoever reads it.
func TestBodyMustCome(t *testing.T) {
	s, err := newServer(Config{Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	r := s.router()
	read := make(chan error, 1)
	r.POST("/v1/areas", func(c *gin.Context) {
		_, err := io.ReadAll(c.Request.Body)
		read <- err
		s.answerError(c, err)
	})
	web := httptest.NewServer(r)
	t.Cleanup(web.Close)
	conn, err := net.Dial("tcp", strings.TrimPrefix(web.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST /v1/areas HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf of")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || answer.StatusCode != http.StatusRequestTimeout {
		t.Errorf("%v %v", answer, err)
	}
	if err := <-read; err == nil || errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

// So many requests of each kind are let in; heavy ones wait for their turn, and go where the client goes.
func TestBound(t *testing.T) {
	s, err := newServer(Config{Requests: 1, Streams: 2, Concurrency: 1})
	if err != nil {
		t.Fatal(err)
	}
	r := s.router()
	entered, leave := make(chan string, 10), make(chan struct{})
	hold := func(c *gin.Context) {
		entered <- c.FullPath()
		<-leave
	}
	r.GET("/v1/areas", hold)
	r.POST("/v1/plans", hold)
	r.GET("/v1/jobs/:job/events", hold)
	ask := func(ctx context.Context, method, path string) <-chan int {
		done := make(chan int, 1)
		go func() {
			w := httptest.NewRecorder()
			r.ServeHTTP(w, httptest.NewRequestWithContext(ctx, method, path, nil))
			done <- w.Code
		}()
		return done
	}
	var held []<-chan int
	for _, c := range [][2]string{{"GET", "/v1/areas"}, {"GET", "/v1/jobs/j/events"}, {"GET", "/v1/jobs/j/events"}, {"POST", "/v1/plans"}} {
		held = append(held, ask(t.Context(), c[0], c[1]))
		<-entered
	}
	s.patience = time.Nanosecond
	for _, c := range [][2]string{{"GET", "/v1/areas"}, {"GET", "/nothing"}, {"GET", "/v1/jobs/j/events"}, {"POST", "/v1/plans"}} {
		if code := <-ask(t.Context(), c[0], c[1]); code != http.StatusServiceUnavailable {
			t.Errorf("%v: %d where all places are taken", c, code)
		}
	}
	s.patience = time.Hour
	gone, cancel := context.WithCancel(t.Context())
	left := ask(gone, "POST", "/v1/plans")
	cancel()
	if code := <-left; code != http.StatusServiceUnavailable {
		t.Errorf("who left: %d", code)
	}
	held = append(held, ask(t.Context(), "POST", "/v1/plans"))
	close(leave)
	for _, h := range held {
		if code := <-h; code != http.StatusOK {
			t.Error(code)
		}
	}
	if code := <-ask(t.Context(), "GET", "/v1/areas"); code != http.StatusOK {
		t.Errorf("no place is free again: %d", code)
	}
}
