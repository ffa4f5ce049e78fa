// Package client tells where a request came from.
package client

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Of is the address that a request came from: that of the connection, or, where this is a proxy that is trusted, the last one in X-Forwarded-For that is not. What
// the client itself wrote there stands further left and is never reached. The zero Addr: it is not known, as on a socket of the file system.
func Of(r *http.Request, trusted []netip.Prefix) netip.Addr {
	at := address(r.RemoteAddr)
	if !among(at, trusted) {
		return at
	}
	var hops []string
	for _, line := range r.Header.Values("X-Forwarded-For") {
		hops = append(hops, strings.Split(line, ",")...)
	}
	for _, hop := range slices.Backward(hops) {
		a := address(strings.TrimSpace(hop))
		if !a.IsValid() {
			return at // written by nobody whom one could trust
		}
		if at = a; !among(at, trusted) {
			return at
		}
	}
	return at
}

// address reads an address with or without a port. IPv4 addresses written as IPv6 are IPv4 addresses.
func address(text string) netip.Addr {
	if a, err := netip.ParseAddrPort(text); err == nil {
		return a.Addr().Unmap().WithZone("")
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

func among(a netip.Addr, trusted []netip.Prefix) bool {
	return a.IsValid() && slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
}

// Group is what requests of nobody known are counted by: a household has one IPv4 address, or 2^64 IPv6 addresses.
func Group(a netip.Addr) string {
	if a.Is6() && !a.Is4In6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.Unmap().String()
}
