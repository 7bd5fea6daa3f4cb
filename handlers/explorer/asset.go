package explorer

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

const (
	zipSuffix = ".gz"
	hashSize  = 12 // bytes: nobody looks for a file of the same hash

	cacheForever = "public, max-age=31536000, immutable"
	cacheChecked = "public, no-cache"
)

// asset is one file.
type asset struct {
	contentType string
	hash        string
	plain       []byte
	// zipped is the file compressed, nil where that does not make it smaller. It is
	// made when it is first asked for, so that the program starts sooner.
	zipped func() []byte
}

func newAsset(name string, content, zipped []byte) (*asset, error) {
	kind := contentType(name)
	if kind == "" {
		return nil, fmt.Errorf("explorer: %s is of no known kind", name)
	}
	sum := sha256.Sum256(content)
	a := &asset{contentType: kind, hash: hex.EncodeToString(sum[:hashSize]), plain: content}
	a.zipped = func() []byte { return zipped }
	if zipped == nil {
		a.zipped = sync.OnceValue(a.zip)
	}
	return a, nil
}

// contentType is by the name, whatever the machine's own tables say.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	}
	return ""
}

func (a *asset) zip() []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := z.Write(a.plain); err != nil {
		return nil
	}
	if err := z.Close(); err != nil || b.Len() >= len(a.plain) {
		return nil
	}
	return b.Bytes()
}

// Serve answers GET or HEAD for a file, compressed if zip says that the client
// takes that, and says whether there is one. The answer may be kept by anyone:
// for ever where the address names the content by ?v=HASH, else to be checked
// by its ETag.
func (s *Site) Serve(w http.ResponseWriter, r *http.Request, name string, zip bool) (found bool) {
	a, found := s.assets[name]
	if !found {
		return false
	}
	h := w.Header()
	body, tag := a.plain, `"`+a.hash+`"`
	if zip {
		if zipped := a.zipped(); zipped != nil {
			body, tag = zipped, `"`+a.hash+`-gzip"`
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", tag)
	h.Set("Cache-Control", cacheChecked)
	if r.URL.RawQuery == "v="+a.hash {
		h.Set("Cache-Control", cacheForever)
	}
	if names(r.Header.Values("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	h.Set("Content-Type", a.contentType)
	send(w, r, http.StatusOK, body)
	return true
}

// names says whether a condition names the tag (RFC 9110, 13.1.2: compared weakly).
func names(lines []string, tag string) bool {
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			if item = strings.TrimSpace(item); item == "*" || strings.TrimPrefix(item, "W/") == tag {
				return true
			}
		}
	}
	return false
}

// send writes a whole answer. A failure to do so is the connection's.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}
