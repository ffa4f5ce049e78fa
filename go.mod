module jinlin

go 1.26.0

require (
	github.com/goccy/go-yaml v1.19.2 // indirect
	github.com/paulmach/orb v0.14.0
	github.com/tidwall/geoindex v1.7.0 // indirect
	github.com/tidwall/rtree v1.10.0
	golang.org/x/text v0.43.0 // indirect
	pgregory.net/rapid v1.3.0
)
