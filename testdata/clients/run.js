// Runs real OData clients against `roster demo`: node run.js PATH-OF-ROSTER [CLIENT…]
// Every client is a script that ends with 0 if all of its checks hold. Its requests
// are read from the server's log: all of them must have been answered 2xx.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [roster, ...wanted] = process.argv.slice(2);
const began = Date.now();

const clients = [
  { name: 'OpenUI5', script: 'ui5.js', browser: true },
  { name: 'odata2ts', script: 'odata2ts.js' },
  { name: '@odata/client', script: 'odata-client.js' },
  { name: 'o.js', script: 'ojs.js' },
];

function findChromium() {
  for (const command of [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome']) {
    const told = command && spawnSync(command, ['--version'], { encoding: 'utf8' });
    if (told && told.status === 0) return { command, version: told.stdout.trim() };
  }
  return undefined;
}

// The demo, with what it prints and logs.
const demo = spawn(resolve(roster), ['demo', '--addr', '127.0.0.1:0', '--log-format', 'json'], {
  stdio: ['ignore', 'pipe', 'pipe'],
});
const ended = new Promise((done) => demo.on('exit', done));
process.on('exit', () => demo.kill());
let requests = [];
const talk = [];
createInterface({ input: demo.stderr }).on('line', (line) => {
  const entry = line.startsWith('{') ? JSON.parse(line) : {};
  if (entry.msg === 'request') requests.push(entry);
  else talk.push(line);
});
const exported = new Promise((done, fail) => {
  createInterface({ input: demo.stdout }).on('line', (line) => {
    const found = /^ *export ROOT='(.*)' READ_KEY='(.*)' ADMIN_KEY=/.exec(line);
    if (found) done({ ROOT: found[1], READ_KEY: found[2] });
  });
  ended.then((status) => fail(new Error(`roster demo ended with ${status}\n${talk.join('\n')}`)));
});

// settle waits until the log has all that was answered before.
async function settle(root) {
  const mark = `/healthz?mark=${Date.now()}`;
  await (await fetch(root + mark)).text();
  while (!requests.some((r) => r.target === mark)) await new Promise((done) => setTimeout(done, 10));
  const all = requests.filter((r) => r.target.startsWith('/odata/') && !/[?&]plain$/.test(r.target));
  requests = [];
  return all;
}

async function runClient({ name, script, browser }, environment) {
  console.log(`${name}`);
  const start = Date.now();
  const child = spawn(process.execPath, [join(here, script)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const status = await new Promise((done) => child.on('exit', done));
  const asked = await settle(environment.ROOT);
  for (const r of asked) {
    if (r.method !== 'OPTIONS') console.log(`    ${r.status} ${r.method} ${r.target.replace('/odata/v4/', '')}`);
  }
  const preflights = asked.filter((r) => r.method === 'OPTIONS').length;
  const refused = asked.filter((r) => r.status < 200 || r.status > 299);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`  ${asked.length - preflights} requests, ${preflights} preflights, ${seconds} s`);
  for (const r of refused) console.log(`  FAIL  ${r.method} ${r.target} was answered ${r.status}`);
  if (asked.length === 0) console.log('  FAIL  nothing was asked');
  if (browser && preflights === 0) console.log('  FAIL  the browser has not asked for leave (CORS)');
  return status === 0 && refused.length === 0 && asked.length > 0 && (!browser || preflights > 0);
}

const environment = await exported;
const chromium = findChromium();
let passed = 0;
let failed = 0;
let skipped = 0;
for (const client of clients.filter((c) => wanted.length === 0 || wanted.includes(c.script.replace('.js', '')))) {
  if (client.browser && !chromium) {
    const strict = process.env.CI === 'true';
    console.log(`${client.name}\n  ${strict ? 'FAIL  ' : 'skipped: '}it needs Chromium (apt-get install chromium)`);
    if (strict) failed += 1;
    else skipped += 1;
    continue;
  }
  const more = chromium ? { CHROMIUM: chromium.command, CHROMIUM_VERSION: chromium.version } : {};
  if (await runClient(client, { ...environment, ...more })) passed += 1;
  else failed += 1;
}
demo.kill('SIGTERM');
const status = await ended;
if (status !== 0) {
  console.log(`FAIL  roster demo ended with ${status}\n${talk.join('\n')}`);
  failed += 1;
}
console.log(`clients, in ${((Date.now() - began) / 1000).toFixed(0)} s with Node.js ${process.version}:`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;
