package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/wirelint"
)

// reply is what a server has answered.
type reply struct {
	status int
	header http.Header
	body   string
}

// request sends one request; body "" means GET. Header fields are given as names
// and values.
func request(t *testing.T, client *http.Client, url, key, body string, header ...string) reply {
	t.Helper()
	method, content := http.MethodGet, io.Reader(nil)
	if body != "" {
		method, content = http.MethodPost, strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, content)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if key != "" {
		r.Header.Set("X-ApiKey", key)
	}
	answer, err := client.Do(r)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	wireRules(t, key).Received(t, answer, text)
	return reply{answer.StatusCode, answer.Header, string(text)}
}

// wireRules are what every answer of a server is held against.
func wireRules(t *testing.T, key string) *wirelint.Service {
	t.Helper()
	model, err := handlers.DirectoryModel()
	require.NoError(t, err)
	schema, err := wirelint.ParseSchema(metadata.Document{Model: model}.AppendXML(nil))
	require.NoError(t, err)
	rules := &wirelint.Service{
		Root: serviceRoot, Writes: "/api/v1/", Schema: schema,
		CSDL: odatatest.CheckCSDL, CSDLJSON: odatatest.CheckCSDLJSON, Edge: true,
	}
	if key != "" {
		rules.Secrets = []string{key}
	}
	return rules
}

func get(t *testing.T, url, key string, header ...string) reply {
	t.Helper()
	return request(t, http.DefaultClient, url, key, "", header...)
}

func post(t *testing.T, url, key, body string) reply {
	t.Helper()
	return request(t, http.DefaultClient, url, key, body)
}

// preflight asks as a browser does whether pages of the origin may send requests,
// and gives the origin that may.
func preflight(t *testing.T, url, origin string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, url, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Origin", origin)
	r.Header.Set("Access-Control-Request-Method", http.MethodGet)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	wireRules(t, "").Received(t, answer, body)
	return answer.Header.Get("Access-Control-Allow-Origin")
}

func TestServeOrigins(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	_, talk, stop := sh.start("serve", "--addr", anyPort, "--cors-origins", "https://a.example,http://localhost:5173")
	root := await(t, talk, "serving ")
	require.Equal(t, "http://localhost:5173", preflight(t, root, "http://localhost:5173"))
	require.Equal(t, "https://a.example", preflight(t, root, "https://a.example"))
	require.Empty(t, preflight(t, root, "https://b.example"))
	require.Equal(t, exitOK, stop().status)
	_, talk, _ = sh.start("serve", "--addr", anyPort)
	require.Empty(t, preflight(t, await(t, talk, "serving "), "https://a.example"), "none by default")
	sh.refuse(exitUsage, []string{"serve", "--cors-origins", "https://a.example/app"},
		`cors-origins (from --cors-origins): "https://a.example/app" is not an origin`)
}

const anyPort = "127.0.0.1:0"

// TestServe walks the whole: a server without a workspace, the command line
// writing beside it on the same database, reads, writes, and its end.
func TestServe(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, sh *shell) {
		_, talk, stop := sh.start("serve", "--addr", anyPort)
		root := await(t, talk, "serving ")
		require.Regexp(t, `^http://127\.0\.0\.1:\d+/odata/v4/$`, root)
		require.Equal(t, strings.TrimSuffix(root, serviceRoot)+"/explore/", await(t, talk, "in a browser: "))
		require.Contains(t, talk.String(), "roster workspace create NAME --admin EMAIL")
		require.Contains(t, talk.String(), "msg=limits")
		server := strings.TrimSuffix(root, serviceRoot)
		require.Equal(t, http.StatusOK, get(t, server+"/healthz", "").status)
		require.Equal(t, http.StatusOK, get(t, server+"/readyz", "").status)
		require.Equal(t, http.StatusUnauthorized, get(t, root, "").status)

		acme := sh.create("Acme")
		sh.ok("import", "users", sh.file(
			`{"emailAddress":"ada@acme.example","role":"LimitedAdmin","tags":"AE|SouthEast"}`))
		require.Equal(t, "2", get(t, root+"Users/$count", acme.Key).body)
		read := strings.TrimSpace(sh.ok("key", "create", "--user", "ada@acme.example", "--scope", "read"))
		users := get(t, root+"Users?$filter=tags/any(t:t%20eq%20'AE')&$select=emailAddress"+
			"&$format=application/json;odata.metadata=none", read)
		require.Equal(t, http.StatusOK, users.status, users.body)
		require.Equal(t, `{"value":[{"emailAddress":"ada@acme.example"}]}`, users.body)
		require.Equal(t, http.StatusOK, get(t, root+"$metadata", read).status)

		body := `{"emailAddress":"bob@acme.example"}`
		upsert := server + "/api/v1/users/upsert"
		require.Equal(t, http.StatusForbidden, post(t, upsert, read, body).status)
		created := post(t, upsert, acme.Key, body)
		require.Equal(t, http.StatusCreated, created.status, created.body)
		location := created.header.Get("Location")
		require.Equal(t, http.StatusOK, get(t, location, read).status, location)

		sh.ok("key", "revoke", read[5:13])
		require.Eventually(t, func() bool {
			return get(t, root+"Users", read).status == http.StatusUnauthorized
		}, 10*time.Second, 50*time.Millisecond, "a revoked key stops within 5 seconds")

		end := stop()
		require.Equal(t, exitOK, end.status, end.err)
		require.Empty(t, end.out, "a server says nothing on standard output")
		require.NotContains(t, end.err, acme.Key)
		require.NotContains(t, end.err, read)
		require.Contains(t, sh.ok("key", "list", "--json"), `"lastUsedAt":"2`, "the last uses are kept at the end")
	})
}

// TestConcurrentImportBesideServer has the command line write a SQLite file that
// a server writes and reads at the same time.
func TestConcurrentImportBesideServer(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	acme := sh.create("Acme")
	_, talk, _ := sh.start("serve", "--addr", anyPort)
	root := await(t, talk, "serving ")
	server := strings.TrimSuffix(root, serviceRoot)
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf(`{"emailAddress":"import%d@acme.example"}`, i))
	}
	file := sh.file(lines...)
	var clients sync.WaitGroup
	const calls = 50
	for c := range 2 {
		clients.Go(func() {
			for i := range calls {
				body := fmt.Sprintf(`{"emailAddress":"call%d-%d@acme.example"}`, c, i)
				if got := post(t, server+"/api/v1/users/upsert", acme.Key, body); got.status != 201 {
					t.Errorf("upsert: %d %s", got.status, got.body)
				}
				if got := get(t, root+"Users?$top=1&$count=true", acme.Key); got.status != 200 {
					t.Errorf("read: %d %s", got.status, got.body)
				}
			}
		})
	}
	require.Equal(t, "created 1000, updated 0, unchanged 0, failed 0\n", sh.ok("import", "users", file))
	clients.Wait()
	require.Equal(t, fmt.Sprint(1+1000+2*calls), get(t, root+"Users/$count", acme.Key).body)
}

// TestGracefulEnd stops a server while a request is at work: it is answered.
func TestGracefulEnd(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	acme := sh.create("Acme")
	_, talk, stop := sh.start("serve", "--addr", anyPort)
	root := await(t, talk, "serving ")
	address := strings.TrimSuffix(strings.TrimPrefix(root, "http://"), serviceRoot)

	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	body := `{"emailAddress":"late@acme.example"}`
	_, err = fmt.Fprintf(conn, "POST /api/v1/users/upsert HTTP/1.1\r\nHost: %s\r\n"+
		"X-ApiKey: %s\r\nContent-Length: %d\r\n\r\n%s", address, acme.Key, len(body), body[:10])
	require.NoError(t, err)
	get(t, root, acme.Key) // the server has surely taken the connection before this one

	ended := make(chan answer, 1)
	go func() { ended <- stop() }()
	await(t, talk, "msg=stopping")
	_, err = io.WriteString(conn, body[10:])
	require.NoError(t, err)
	text, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Contains(t, string(text), "HTTP/1.1 201 Created")
	require.Contains(t, string(text), `"emailAddress":"late@acme.example"`)
	require.Equal(t, exitOK, (<-ended).status)
	_, err = (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.Error(t, err, "nobody listens any more")
}

func TestServeTLS(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	acme := sh.create("Acme")
	certFile, keyFile, pool := certificate(t)
	_, talk, stop := sh.start("serve", "--addr", anyPort, "--tls-cert", certFile, "--tls-key", keyFile)
	root := await(t, talk, "serving ")
	require.True(t, strings.HasPrefix(root, "https://"), root)
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
	}}
	answer := request(t, client, root, acme.Key, "")
	require.Equal(t, http.StatusOK, answer.status)
	require.Contains(t, answer.body, `"@odata.context":"`+root+`$metadata"`, "links say https")
	client.CloseIdleConnections()
	require.Equal(t, exitOK, stop().status)

	sh.refuse(exitFailed, []string{"serve", "--addr", anyPort, "--tls-cert", keyFile, "--tls-key", certFile},
		"cannot use tls-cert and tls-key")
}

// certificate makes a certificate for 127.0.0.1 and the pool that trusts it.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "roster test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	rawKey, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	folder := t.TempDir()
	certFile, keyFile = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	require.NoError(t, os.WriteFile(certFile, certPEM, 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: rawKey}), 0o600))
	pool = x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(certPEM))
	return certFile, keyFile, pool
}

func TestPublicURLAndLogFormat(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	acme := sh.create("Acme")
	var at text
	p := sh.program(&text{}, &at)
	var listening net.Listener
	p.listen = func(ctx context.Context, network, address string) (net.Listener, error) {
		var err error
		listening, err = (&net.ListenConfig{}).Listen(ctx, network, address)
		return listening, err
	}
	ctx, cancel := context.WithCancel(t.Context())
	status := make(chan int, 1)
	go func() {
		status <- p.run(ctx, []string{
			"roster", "serve", "--addr", anyPort, "--log-format", "json",
			"--public-url", "https://directory.example/base/",
		})
	}()
	require.Equal(t, "https://directory.example/base/odata/v4/", await(t, &at, "serving "))
	local := "http://" + listening.Addr().String() + serviceRoot
	require.Contains(t, get(t, local, acme.Key).body,
		`"@odata.context":"https://directory.example/base/odata/v4/$metadata"`)
	cancel()
	require.Equal(t, exitOK, <-status)
	for line := range strings.SplitSeq(strings.TrimSpace(at.String()), "\n") {
		if !strings.HasPrefix(line, "roster: ") {
			require.True(t, json.Valid([]byte(line)), line)
		}
	}
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", anyPort)
	require.NoError(t, err)
	defer func() { _ = taken.Close() }()
	sh.refuse(exitFailed, []string{"serve", "--addr", taken.Addr().String()},
		"in use", "choose another address by --addr")
}

// TestWarning checks when a listener is called unsafe.
func TestWarning(t *testing.T) {
	t.Parallel()
	outside := &net.TCPAddr{IP: net.IPv4zero, Port: 8080}
	proxies, err := settings.Load(settings.Sources{Flags: map[string]string{"trusted-proxies": "10.0.0.0/8"}})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		s    settings.Settings
		at   net.Addr
		warn bool
	}{
		"outside":        {settings.Settings{}, outside, true},
		"one interface":  {settings.Settings{}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}, true},
		"IPv6":           {settings.Settings{}, &net.TCPAddr{IP: net.IPv6unspecified}, true},
		"loopback":       {settings.Settings{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, false},
		"IPv6 loopback":  {settings.Settings{}, &net.TCPAddr{IP: net.IPv6loopback}, false},
		"TLS":            {settings.Settings{TLSCert: "c", TLSKey: "k"}, outside, false},
		"behind a proxy": {proxies, outside, false},
	} {
		var talk text
		(&program{err: &talk}).warn(test.s, test.at)
		require.Equal(t, test.warn, strings.Contains(talk.String(), "is not encrypted"), name)
	}
	require.Equal(t, "http://localhost:8080/odata/v4/", rootURL(settings.Settings{}, outside))
}
