package explorer

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

const (
	script     = "const a = 1; // some text that a compressor can make shorter, shorter, shorter, shorter\n"
	scriptHash = "4ad3551b70115dcaf587e151"
)

func files(page string) fstest.MapFS {
	return fstest.MapFS{
		"index.html":      {Data: []byte(page)},
		"app.js":          {Data: []byte(script)},
		"tiny.css":        {Data: []byte("a{}")},
		"icon.svg":        {Data: []byte("<svg/>")},
		"editor.js":       {Data: []byte("plain")},
		"editor.js.gz":    {Data: []byte("zipped beforehand")},
		"fonts/a.woff2":   {Data: []byte("font")},
		"licences.txt":    {Data: []byte("")},
		"app.webmanifest": {Data: []byte("{}")},
	}
}

func site(t *testing.T, page string) *Site {
	t.Helper()
	s, err := load(files(page))
	require.NoError(t, err)
	return s
}

// serve gives what is answered to a request for a file, nil where there is none.
func serve(t *testing.T, s *Site, method, target string, zip bool, condition ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	r.Header["If-None-Match"] = condition
	w := httptest.NewRecorder()
	if !s.Serve(w, r, strings.TrimPrefix(r.URL.Path, "/"), zip) {
		require.Empty(t, w.Header())
		return nil
	}
	answer := w.Result()
	if method == http.MethodHead {
		require.Empty(t, w.Body.String())
	}
	return answer
}

func text(t *testing.T, answer *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return string(body)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	s := site(t, "")
	for name, kind := range map[string]string{
		"app.js": "text/javascript; charset=utf-8", "tiny.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml",
		"fonts/a.woff2": "font/woff2", "licences.txt": "text/plain; charset=utf-8",
		"app.webmanifest": "application/manifest+json",
	} {
		answer := serve(t, s, "GET", "/"+name, false)
		require.NotNil(t, answer, name)
		require.Equal(t, 200, answer.StatusCode)
		require.Equal(t, kind, answer.Header.Get("Content-Type"), name)
		require.Equal(t, string(files("")[name].Data), text(t, answer), name)
		require.Equal(t, int64(len(files("")[name].Data)), answer.ContentLength, name)
		require.Regexp(t, `^"[0-9a-f]{24}"$`, answer.Header.Get("ETag"))
	}
	for _, name := range []string{
		"", "index.html", "editor.js.gz", "nope.js", "../site.go", "app.js/", "APP.JS", "fonts",
	} {
		require.Nil(t, serve(t, s, "GET", "/"+name, true), name)
	}
}

func TestFilesAreCompressedOnce(t *testing.T) {
	t.Parallel()
	s := site(t, "")
	zipped := serve(t, s, "GET", "/app.js", true)
	require.Equal(t, "gzip", zipped.Header.Get("Content-Encoding"))
	require.Equal(t, `"`+scriptHash+`-gzip"`, zipped.Header.Get("ETag"), "another body, another strong tag")
	body := text(t, zipped)
	require.Less(t, len(body), len(script))
	reader, err := gzip.NewReader(strings.NewReader(body))
	require.NoError(t, err)
	var plain bytes.Buffer
	_, err = plain.ReadFrom(reader)
	require.NoError(t, err)
	require.Equal(t, script, plain.String())

	head := serve(t, s, "HEAD", "/app.js", true)
	require.Equal(t, zipped.Header, head.Header)

	small := serve(t, s, "GET", "/tiny.css", true)
	require.Empty(t, small.Header.Get("Content-Encoding"), "it would only grow")
	require.Equal(t, "a{}", text(t, small))

	require.Equal(t, "zipped beforehand", text(t, serve(t, s, "GET", "/editor.js", true)))
	require.Equal(t, "plain", text(t, serve(t, s, "GET", "/editor.js", false)))
}

func TestFilesAreCached(t *testing.T) {
	t.Parallel()
	s := site(t, "")
	const forever, checked = "public, max-age=31536000, immutable", "public, no-cache"
	for target, caching := range map[string]string{
		"/app.js": checked, "/app.js?v=" + scriptHash: forever, "/app.js?v=" + scriptHash[1:]: checked,
		"/app.js?v=": checked, "/app.js?w=" + scriptHash: checked, "/app.js?v=" + scriptHash + "&a": checked,
	} {
		answer := serve(t, s, "GET", target, false)
		require.Equal(t, caching, answer.Header.Get("Cache-Control"), target)
		require.Equal(t, script, text(t, answer), "an older page may ask with an older hash")
	}
	for condition, status := range map[string]int{
		`"` + scriptHash + `"`: 304, `W/"` + scriptHash + `"`: 304, `"x", "` + scriptHash + `"`: 304, "*": 304,
		`"` + scriptHash + `-gzip"`: 200, scriptHash: 200, `"x"`: 200, "": 200,
	} {
		answer := serve(t, s, "GET", "/app.js?v="+scriptHash, false, condition)
		require.Equal(t, status, answer.StatusCode, condition)
		require.Equal(t, `"`+scriptHash+`"`, answer.Header.Get("ETag"))
		require.Equal(t, forever, answer.Header.Get("Cache-Control"))
		if status == 304 {
			require.Empty(t, text(t, answer))
			require.Empty(t, answer.Header.Get("Content-Type"))
		}
	}
	answer := serve(t, s, "GET", "/app.js", true, `"`+scriptHash+`-gzip"`)
	require.Equal(t, 304, answer.StatusCode)
	require.Empty(t, answer.Header.Get("Content-Encoding"))
}

// page gives the page that is served under a path, and its policy.
func page(t *testing.T, s *Site, path string) (body, policy string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServePage(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), http.StatusTeapot, path)
	require.Equal(t, http.StatusTeapot, w.Code)
	require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
	require.Equal(t, "same-origin", w.Header().Get("Cross-Origin-Opener-Policy"))
	return w.Body.String(), w.Header().Get("Content-Security-Policy")
}

func TestPage(t *testing.T) {
	t.Parallel()
	s := site(t, `<a href="{{base}}/x?v={{v:app.js}}" nonce="{{nonce}}">{ {{base}}{{v:fonts/a.woff2}}</a>`)
	body, policy := page(t, s, `/a"><script>&`)
	once := policy[strings.Index(policy, "'nonce-")+len("'nonce-"):]
	once, _, _ = strings.Cut(once, "'")
	require.Regexp(t, `^[A-Z2-7]{26}$`, once)
	require.Equal(t, "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+once+"'; img-src 'self' data:; "+
		"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", policy)
	require.NotContains(t, policy, "unsafe")
	font := s.assets["fonts/a.woff2"].hash
	const escaped = "/a&#34;&gt;&lt;script&gt;&amp;"
	require.Equal(t, `<a href="`+escaped+`/x?v=`+scriptHash+`" nonce="`+once+`">{ `+escaped+font+`</a>`, body)

	again, other := page(t, s, "")
	require.NotEqual(t, policy, other, "each answer has a nonce of its own")
	require.Contains(t, again, `<a href="/x?v=`)
	w := httptest.NewRecorder()
	s.ServePage(w, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/", nil), http.StatusOK, "")
	require.Empty(t, w.Body.String())
	require.Equal(t, len(again), int(w.Result().ContentLength))
}

func TestSitesThatAreWrong(t *testing.T) {
	t.Parallel()
	for template, problem := range map[string]string{
		"{{v:nope.js}}": "{{v:nope.js}}, which is unknown", "{{other}}": "{{other}}, which is unknown",
		"{{ base }}": "which is unknown", "{{base": "{{ without }}", "{{v:index.html}}": "which is unknown",
	} {
		_, err := load(files(template))
		require.ErrorContains(t, err, problem, template)
	}
	without := files("")
	delete(without, "index.html")
	_, err := load(without)
	require.ErrorContains(t, err, "no index.html")
	strange := files("")
	strange["a.exe"] = &fstest.MapFile{}
	_, err = load(strange)
	require.ErrorContains(t, err, "a.exe is of no known kind")
}

func TestTheProgramsSiteIsWhole(t *testing.T) {
	t.Parallel()
	s, err := New()
	require.NoError(t, err)
	body, _ := page(t, s, "/dir")
	require.NotContains(t, body, "{{")
	require.Contains(t, body, `"/dir/explore/assets/app.js?v=`+s.assets["app.js"].hash+`"`)
	for name, a := range s.assets {
		require.NotEmpty(t, a.contentType, name)
	}
}
