package linking

import (
	"testing"

	"pgregory.net/rapid"
)

// What narrower machines do is tested too.
func TestKernelsOfEveryWidth(t *testing.T) {
	widest := vectors
	defer func() { vectors = widest }()
	for _, width := range []int{1, 4, 8} {
		if width <= widest {
			vectors = width
			rapid.Check(t, checkKernels)
			rapid.Check(t, checkPacked)
		}
	}
}
