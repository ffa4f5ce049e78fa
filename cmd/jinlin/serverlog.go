package main

import (
	"bytes"
	"log"
	"log/slog"
	"regexp"
)

// address is one of a client, as net/http writes it.
var address = regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b|\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%\w+)?\](:\d+)?`)

// serverLog is where net/http tells of trouble with connections: in lines of our log, without the addresses of clients.
func serverLog(l *slog.Logger) *log.Logger { return log.New(unaddressed{l}, "", 0) }

type unaddressed struct{ log *slog.Logger }

// Write is io.Writer's; net/http writes one message at a time.
func (u unaddressed) Write(message []byte) (int, error) {
	u.log.Warn("http", "said", string(address.ReplaceAll(bytes.TrimSpace(message), []byte("a client"))))
	return len(message), nil
}
