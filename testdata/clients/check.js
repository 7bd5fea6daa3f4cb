// A client's script names what it checks; the first failure ends it.

export const root = `${process.env.ROOT}/odata/v4/`;
export const key = process.env.READ_KEY;

export async function check(name, fn) {
  try {
    const told = await fn();
    console.log(`  ok    ${name}${told ? `: ${told}` : ''}`);
  } catch (e) {
    console.log(`  FAIL  ${name}: ${e.stack ?? e}`);
    process.exit(1);
  }
}

// plain asks the service itself, to hold a client's answer against. The mark, which
// the service ignores, tells the runner that this is not one of the client's requests.
export async function plain(path) {
  const answer = await fetch(`${root}${path}${path.includes('?') ? '&' : '?'}plain`, { headers: { 'X-ApiKey': key } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return answer.headers.get('content-type').startsWith('application/json') ? JSON.parse(text) : text;
}
