package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"jinlin/httpapi"
)

// limitFlags say how much a server takes on from whom.
type limitFlags struct {
	Rate        float64  `default:"50" help:"Requests a second of each account, or of each address where nobody is known (default: ${default}; 0 for any number)."`
	Burst       int      `help:"Requests at once after a pause (default: four seconds' worth)."`
	MaxRequests int      `default:"512" help:"Requests under way at once (default: ${default}); more are refused."`
	MaxStreams  int      `default:"1000" help:"Answers under way at once that come piece by piece (default: ${default}); more are refused."`
	Proxies     []string `sep:"," placeholder:"ADDRESS,..." help:"Proxies whose X-Forwarded-For is believed: addresses or networks, as in 127.0.0.1,10.0.0.0/8 (default: nobody's)."`
	CORSOrigins []string `name:"cors-origins" sep:"," placeholder:"ORIGIN,..." help:"Origins whose pages may use the API with tokens, as in https://maps.example.org; * for all (default: none but the server's own)."`
}

// set puts them into the configuration of a server.
func (f limitFlags) set(c *httpapi.Config) (err error) {
	c.Rate, c.Burst, c.Requests, c.Streams, c.Origins = f.Rate, f.Burst, f.MaxRequests, f.MaxStreams, f.CORSOrigins
	c.Proxies, err = prefixes(f.Proxies)
	return err
}

// prefixes reads addresses and networks.
func prefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		text = strings.TrimSpace(text)
		p, err := netip.ParsePrefix(text)
		if a, of := netip.ParseAddr(text); of == nil {
			p, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, badInput(fmt.Errorf("--proxies: %q is neither an address nor a network; expected such as 127.0.0.1 or 10.0.0.0/8", text))
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

const (
	// headerTime is how long the head of a request may take, idleTime how long a connection may wait for the next request, answerTime how much longer than the
	// work an answer may take.
	headerTime, idleTime, answerTime = 10 * time.Second, 2 * time.Minute, 30 * time.Second
	// headerBytes is the largest head of a request: a few cookies, a token, a long query.
	headerBytes = 64 << 10
)

// newServer is an http.Server with a limit for everything. Bodies have theirs where they are read (httpapi): a ReadTimeout would end work that takes longer.
func newServer(handler http.Handler, work time.Duration, log *slog.Logger) *http.Server {
	if work == 0 {
		work = httpapi.DefaultTimeout
	}
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, WriteTimeout: work + answerTime, MaxHeaderBytes: headerBytes,
		ErrorLog: serverLog(log),
	}
}
