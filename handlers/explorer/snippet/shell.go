package snippet

const (
	curlOnce = `curl -sSg --fail-with-body -H "X-ApiKey: $ROSTER_KEY" «»`

	curlPages = `next=«»
while [ -n "$next" ]; do
  page=$(curl -sSg --fail-with-body -H "X-ApiKey: $ROSTER_KEY" "$next") || { printf '%s\n' "$page" >&2; break; }
  printf '%s\n' "$page"
  next=$(printf '%s' "$page" | sed -n 's/.*"@odata.nextLink":"\([^"]*\)".*/\1/p')
done`
)

// oneText says whether a shell has nothing to follow: other formats than JSON
// hold the whole result.
func (r reading) oneText() bool {
	return r.format || r.resource.kind != table && r.resource.kind != items
}

func (r reading) curl() string {
	if r.oneText() {
		return fill(curlOnce, quoteShell(r.url()))
	}
	return fill(curlPages, quoteShell(r.url()))
}

func (r reading) curlNote() string {
	if r.oneText() {
		return "For sh, bash and zsh, with curl 7.76 or later. " + keyNote
	}
	return "For sh, bash and zsh, with curl 7.76 or later: one JSON document per page. " + keyNote
}
