package manage

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"jinlin/service/access"
)

// Work may take longer than the body had to arrive, also where the body was read before, as for an idempotency key: then huma sets a deadline that nothing takes away.
func TestArrivedBodiesEndNoWork(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(func(c *gin.Context) {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil {
			t.Error(err)
		}
		c.Request.Body = io.NopCloser(bytes.NewReader(body))
	})
	f := &frame{api: humagin.New(r, huma.DefaultConfig("test", "1")), origins: http.NewCrossOriginProtection()}
	f.Limit = unlimited{}
	const arrival = 40 * time.Millisecond
	worked := make(chan error, 1)
	register(f, operation{id: "work", method: http.MethodPut, path: "/work", open: true, arrival: arrival},
		func(ctx context.Context, _ access.Caller, _ *struct{ Body struct{ Name string } }) (*struct{}, error) {
			select {
			case <-ctx.Done():
				worked <- ctx.Err()
			case <-time.After(5 * arrival):
				worked <- nil
			}
			return nil, nil
		})
	web := httptest.NewServer(r)
	t.Cleanup(web.Close)
	q, err := http.NewRequest(http.MethodPut, web.URL+"/work", strings.NewReader(`{"Name":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if err := <-worked; err != nil || a.StatusCode != http.StatusNoContent {
		t.Errorf("the work was ended: %v, %d", err, a.StatusCode)
	}
}
