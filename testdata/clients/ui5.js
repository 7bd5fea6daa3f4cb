// OpenUI5's sap.ui.model.odata.v4.ODataModel in a headless Chromium. The page comes
// from another origin than the service, so that the browser insists on CORS.
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { key, root } from './check.js';

const here = dirname(fileURLToPath(import.meta.url));
const ui5 = join(here, 'node_modules/@openui5/sap.ui.core/src');
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.properties': 'text/plain',
  '.css': 'text/css',
};

// Files that UI5's build makes and the package has none of; it works without.
const absent = [];

function fileOf(path) {
  const name = normalize(decodeURIComponent(path));
  if (name.startsWith('/ui5/')) return join(ui5, name.slice(5));
  return ['/ui5.html', '/ui5-page.js'].includes(name) ? join(here, name) : '';
}

function serve(request, answer) {
  const path = new URL(request.url, 'http://page').pathname;
  if (path === '/where') {
    answer.setHeader('Content-Type', 'application/json');
    return answer.end(JSON.stringify({ root, key }));
  }
  if (path === '/report') {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    return request.on('end', () => {
      answer.end();
      finish(JSON.parse(Buffer.concat(parts)));
    });
  }
  const file = fileOf(path);
  if (!file || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    if (path !== '/favicon.ico') absent.push(path);
    answer.statusCode = 404;
    return answer.end();
  }
  answer.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
  return createReadStream(file).pipe(answer);
}

const server = createServer(serve);
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const profile = mkdtempSync(join(tmpdir(), 'roster-ui5-'));
const browser = spawn(process.env.CHROMIUM, [
  '--headless',
  '--no-sandbox', // as root, in CI, there is none
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--no-proxy-server',
  '--enable-logging=stderr',
  `--user-data-dir=${profile}`,
  `http://127.0.0.1:${server.address().port}/ui5.html`,
]);
const ended = new Promise((resolve) => browser.on('close', resolve));
let talk = '';
browser.stderr.on('data', (text) => {
  talk += text;
  if (talk.includes('"Uncaught')) end(consoleLines().join('\n'));
});
browser.on('exit', (status) => end(`Chromium ended with ${status}\n${talk}`));
const limit = setTimeout(() => end(`no report after 90 s\n${talk}`), 90_000);

// What the browser itself has to say, such as of CORS, stands in its log only. What
// UI5 says there the page hears too.
function consoleLines() {
  return talk.split('\n').filter((line) => line.includes(':CONSOLE') && !line.includes('/ui5/sap/'));
}

let ending = false;

async function end(failure) {
  if (ending) return;
  ending = true;
  clearTimeout(limit);
  browser.kill('SIGTERM');
  const forced = setTimeout(() => browser.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(forced);
  server.closeAllConnections();
  server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  if (failure) console.log(`  FAIL  ${failure}`);
  process.exit(failure ? 1 : 0);
}

function finish({ version, checks, asked, said }) {
  console.log(`  OpenUI5 ${version}, ${process.env.CHROMIUM_VERSION}`);
  for (const { name, told, error } of checks) {
    console.log(error ? `  FAIL  ${name}: ${error}` : `  ok    ${name}${told ? `: ${told}` : ''}`);
  }
  for (const line of [...said, ...consoleLines()]) console.log(`  said  ${line}`);
  const failed = checks.filter((c) => c.error).length;
  const refused = asked.filter((a) => a.status < 200 || a.status > 299).length;
  let failure = '';
  if (failed || said.length || consoleLines().length || refused || checks.length === 0) {
    failure = `${failed} checks failed, ${said.length} warnings or errors, ${refused} requests refused`;
  }
  end(failure);
}
