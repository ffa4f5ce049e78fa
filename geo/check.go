package geo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// CheckLonLat returns an error unless p is a longitude in [-180, 180] and a
// latitude in [-90, 90], both finite. When the two are out of range but would
// be right the other way round, the error says so.
func CheckLonLat(p orb.Point) error {
	lon, lat := p[0], p[1]
	switch {
	case !finite(lon):
		return fmt.Errorf("longitude %v is not a finite number", lon)
	case !finite(lat):
		return fmt.Errorf("latitude %v is not a finite number", lat)
	case lat < -90 || lat > 90:
		hint := ""
		if math.Abs(lat) <= 180 && math.Abs(lon) <= 90 {
			hint = " (lon and lat swapped?)"
		}
		return fmt.Errorf("latitude %v outside [-90, 90]%s", lat, hint)
	case lon < -180 || lon > 180:
		return fmt.Errorf("longitude %v outside [-180, 180]", lon)
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
