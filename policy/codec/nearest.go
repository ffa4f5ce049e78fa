package codec

import "strings"

// nearestWord returns "; nearest: word" for the word that is most like the given one, "" if none is like it.
func nearestWord(given string, words []string) string {
	best, word := 1+tolerance(given), ""
	for _, w := range words {
		if d := unlike(given, w); d < best {
			best, word = d, w
		}
	}
	if word == "" {
		return ""
	}
	return "; nearest: " + word
}

// nearestKey does the same for paths. A last segment that fits counts too, wherever its path leads, but a fitting one
// of the same section is preferred.
func nearestKey(given string, keys []string) string {
	parent, last := split(given)
	best, key := 2*(1+tolerance(last)), ""
	for _, k := range keys {
		p, l := split(k)
		d := 2 * min(unlike(last, l), unlike(given, k))
		if p != parent {
			d++
		}
		if d < best {
			best, key = d, k
		}
	}
	if key == "" {
		return ""
	}
	return "; nearest: " + key
}

func split(path string) (parent, last string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}

// tolerance is how many typing errors a word of this length may have.
func tolerance(given string) int { return min(1+len(given)/4, 5) }

// unlike counts the letters to insert, delete or replace (Levenshtein); a word that begins the other one is one apart.
func unlike(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a != "" && a != b && len(a) > 2 && strings.HasPrefix(b, a) {
		return 1
	}
	if len(a) > 80 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := corner
			if a[i] != b[j] {
				replace++
			}
			corner = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
