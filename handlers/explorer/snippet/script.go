package snippet

const pythonHead = `import json
import os
import urllib.request

URL = «»

`

func pythons() scripts {
	return scripts{
		pages: pythonHead + `
def rows(url):
    while url:
        request = urllib.request.Request(url, headers={"X-ApiKey": os.environ["ROSTER_KEY"]})
        with urllib.request.urlopen(request) as answer:
            page = json.load(answer)
        yield from page["value"]
        url = page.get("@odata.nextLink")


for row in rows(URL):
    print(json.dumps(row))`,
		value: pythonHead + `
def read(url):
    request = urllib.request.Request(url, headers={"X-ApiKey": os.environ["ROSTER_KEY"]})
    with urllib.request.urlopen(request) as answer:
        if answer.status == 204:  # null
            return None
        return json.load(answer)


print(json.dumps(read(URL)))`,
		text: `import os
import urllib.request

URL = «»


def read(url):
    request = urllib.request.Request(url, headers={"X-ApiKey": os.environ["ROSTER_KEY"]})
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode("utf-8")


print(read(URL))`,
	}
}

const (
	javaScriptHead = `const address = «»;

async function get(url) {
  const answer = await fetch(url, { headers: { "X-ApiKey": process.env.ROSTER_KEY } });
  if (!answer.ok) throw new Error(answer.status + " " + (await answer.text()));
`
	javaScriptTail = `
main();`
)

func javaScripts() scripts {
	return scripts{
		pages: javaScriptHead + `  return answer.json();
}

async function* rows(url) {
  while (url) {
    const page = await get(url);
    yield* page.value;
    url = page["@odata.nextLink"];
  }
}

async function main() {
  for await (const row of rows(address)) {
    console.log(JSON.stringify(row));
  }
}
` + javaScriptTail,
		value: javaScriptHead + `  return answer.status === 204 ? null : answer.json(); // 204 is null
}

async function main() {
  console.log(JSON.stringify(await get(address)));
}
` + javaScriptTail,
		text: javaScriptHead + `  return answer.text();
}

async function main() {
  console.log(await get(address));
}
` + javaScriptTail,
	}
}

// powerShells ask for a charset: Windows PowerShell takes JSON without one for
// Latin-1.
func powerShells() scripts {
	const head = "$headers = @{ 'X-ApiKey' = $env:ROSTER_KEY; 'Accept' = 'application/json;charset=utf-8' }\n"
	return scripts{
		pages: head + `$url = «»
$rows = while ($url) {
    $page = Invoke-RestMethod -Uri $url -Headers $headers -ErrorAction Stop
    $page.value
    $url = $page.'@odata.nextLink'
}
$rows`,
		value: head + `Invoke-RestMethod -Uri «» -Headers $headers`,
		text:  `Invoke-RestMethod -Uri «» -Headers @{ 'X-ApiKey' = $env:ROSTER_KEY }`,
	}
}
