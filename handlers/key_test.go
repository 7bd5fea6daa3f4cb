package handlers

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCredentialPrecedence(t *testing.T) {
	t.Parallel()
	basic := func(text string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(text)) }
	tests := map[string]struct {
		header     http.Header
		parameters []string
		want       credential
		problem    string
	}{
		"nothing": {want: credential{}},
		"header":  {header: http.Header{"X-Apikey": {" k "}}, want: credential{"k", byHeader}},
		"header decides alone": {
			header: http.Header{"X-Apikey": {"k"}, "Authorization": {"Bearer b"}}, parameters: []string{"q"},
			want: credential{"k", byHeader},
		},
		"empty header equals none": {
			header: http.Header{"X-Apikey": {""}, "Authorization": {"Bearer b"}}, want: credential{"b", byBearer},
		},
		"blank header equals none": {
			header: http.Header{"X-Apikey": {" \t"}}, parameters: []string{"q"}, want: credential{"q", byQuery},
		},
		"authorization before query": {
			header: http.Header{"Authorization": {"bearer b"}}, parameters: []string{"q"},
			want: credential{"b", byBearer},
		},
		"empty authorization": {
			header: http.Header{"Authorization": {""}}, parameters: []string{"q"}, want: credential{"q", byQuery},
		},
		"empty bearer decides": {
			header: http.Header{"Authorization": {"Bearer"}}, parameters: []string{"q"},
			want: credential{"", byBearer},
		},
		"bearer with blanks": {
			header: http.Header{"Authorization": {"BEARER   b "}}, want: credential{"b", byBearer},
		},
		"basic password": {
			header: http.Header{"Authorization": {basic("user:k")}}, want: credential{"k", byBasic},
		},
		"basic password without user": {
			header: http.Header{"Authorization": {basic(":k")}}, want: credential{"k", byBasic},
		},
		"basic user, no password": {
			header: http.Header{"Authorization": {basic("k:")}}, want: credential{"k", byBasic},
		},
		"basic password with newline": {
			header: http.Header{"Authorization": {basic("u:k\r\n")}}, want: credential{"k", byBasic},
		},
		"basic colon in password": {
			header: http.Header{"Authorization": {basic("u:a:b")}}, want: credential{"a:b", byBasic},
		},
		"basic empty": {
			header: http.Header{"Authorization": {basic(":")}}, want: credential{"", byBasic},
		},
		"basic without padding": {
			header: http.Header{"Authorization": {strings.TrimRight(basic("u:kk"), "=")}},
			want:   credential{"kk", byBasic},
		},
		"basic not base64":    {header: http.Header{"Authorization": {"Basic %%%"}}, problem: "not base64"},
		"basic without colon": {header: http.Header{"Authorization": {basic("k")}}, problem: "no colon"},
		"digest": {
			header: http.Header{"Authorization": {"Digest k"}}, parameters: []string{"q"},
			problem: "this kind of Authorization",
		},
		"query":                {parameters: []string{"q"}, want: credential{"q", byQuery}},
		"query twice the same": {parameters: []string{"q", "q", ""}, want: credential{"q", byQuery}},
		"query with two":       {parameters: []string{"q", "p"}, problem: "several API keys"},
		"two headers":          {header: http.Header{"X-Apikey": {"a", "b"}}, problem: "several API keys"},
		"two authorizations": {
			header: http.Header{"Authorization": {"Bearer a", "Bearer b"}}, problem: "several API keys",
		},
		"huge header": {
			header: http.Header{"X-Apikey": {strings.Repeat("A", 100_000)}}, problem: "not valid",
		},
		"huge basic": {
			header: http.Header{"Authorization": {"Basic " + strings.Repeat("A", 100_000)}}, problem: "not valid",
		},
		"huge parameter": {parameters: []string{strings.Repeat("A", 100_000)}, problem: "not valid"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := test.header
			if header == nil {
				header = http.Header{}
			}
			got, err := credentialOf(&http.Request{Header: header}, test.parameters)
			if test.problem != "" {
				require.ErrorContains(t, err, test.problem)
				require.Equal(t, http.StatusUnauthorized, faultOf(err).Code.Status())
				return
			}
			require.NoError(t, err)
			if test.want.key == "" {
				require.Empty(t, got.key)
				return
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestTakeParameter(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]struct {
		rest   string
		values []string
	}{
		"":                                   {rest: ""},
		"$top=5&$filter=a eq 'b;c'":          {rest: "$top=5&$filter=a eq 'b;c'"},
		"apikey=K":                           {rest: "", values: []string{"K"}},
		"$top=5&apikey=K&$skip=1":            {rest: "$top=5&$skip=1", values: []string{"K"}},
		"APIKEY=K&x=%zz;":                    {rest: "x=%zz;", values: []string{"K"}},
		"%61pi%6bey=K%2B&&x":                 {rest: "&x", values: []string{"K+"}},
		"apikey=a+b":                         {rest: "", values: []string{"a b"}},
		"apikey":                             {rest: "", values: []string{""}},
		"apikey=%zz":                         {rest: "", values: []string{""}},
		"apikey=a&apikey=b":                  {rest: "", values: []string{"a", "b"}},
		"myapikey=K&$filter=x eq 'apikey=K'": {rest: "myapikey=K&$filter=x eq 'apikey=K'"},
		"$filter=x eq 'a&apikey=K'":          {rest: "$filter=x eq 'a", values: []string{"K'"}},
	} {
		rest, values := takeParameter(query, "apikey")
		require.Equal(t, want.rest, rest, query)
		require.Equal(t, want.values, values, query)
	}
}

func TestMaskTarget(t *testing.T) {
	t.Parallel()
	const key = "rstr_0123456789abcdefghijABCDEFGHIJ012345"
	for target, want := range map[string]string{
		"/odata/v4/Users?$top=5&apikey=" + key:           "/odata/v4/Users?$top=5&apikey=***",
		"/odata/v4/Users?ApiKey=secret&x=1":              "/odata/v4/Users?ApiKey=***&x=1",
		"/odata/v4/Users?%61pikey=secret":                "/odata/v4/Users?%61pikey=***",
		"/odata/v4/Users?x-apikey=secret":                "/odata/v4/Users?x-apikey=***",
		"/odata/v4/Users?ap%zzikey=secret":               "/odata/v4/Users?ap%zzikey=***",
		"/odata/v4/" + key + "/x":                        "/odata/v4/rstr***/x",
		"/odata/v4/Users?k=" + key + "&$top=1":           "/odata/v4/Users?k=rstr***&$top=1",
		"/x?k=rstr%5F0123456789abcdefghijABCDEFGH":       "/x?k=rstr***",
		"/x?$filter=a eq '" + strings.ToUpper(key) + "'": "/x?$filter=a eq 'rstr***'",
		"/odata/v4/Users?$filter=a eq 'rs'":              "/odata/v4/Users?$filter=a eq 'rs'",
		"/explore/sign-in/ABC":                           "/explore/sign-in/***",
		"/explore/sign-in/ABC/D?e":                       "/explore/sign-in/***?e",
		"/explore/sign%2Din/ABC":                         "/explore/sign-in/***",
		"/%65xplore%2fSIGN-in/ABC":                       "/explore/SIGN-in/***",
		"http://a.example/explore/sign-in/ABC":           "http://a.example/explore/sign-in/***",
		"/dir/explore/sign-in/ABC%zz":                    "/dir/explore/sign-in/***",
		"*":                                              "*",
	} {
		require.Equal(t, want, maskTarget(target), target)
	}
	require.Less(t, len(maskTarget("/"+strings.Repeat("a", 20_000))), 5000)
}
