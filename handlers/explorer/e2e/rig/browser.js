// One Chromium for all scenarios, a fresh context for each. What no scenario may do is watched here: errors of
// scripts, errors on the console, requests to anywhere but the server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { startRoster } from './roster.js';

export const patience = 15_000;

let launched;
const browser = () => launched ??= chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', // as root, in CI, there is none
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});

let demo;
/** The demo that scenarios share which change nothing that others look at. */
export const shared = () => demo ??= startRoster();

export async function endAll() {
  await (await launched)?.close();
  return (await demo)?.stop();
}

/** Watches a context; `end` fails if something happened that was not expected. */
async function watch(context, origins, expects, allows) {
  const wrong = [];
  const used = new Set();
  const judge = (text) => {
    if (text.endsWith('/favicon.ico')) return; // asked for with documents that are no pages: error bodies, JSON
    const expected = expects.find((e) => e.test(text));
    if (expected) used.add(expected);
    else if (!allows.some((a) => a.test(text))) wrong.push(text);
  };
  context.on('weberror', (e) => judge(`uncaught: ${e.error().stack ?? e.error()}`));
  context.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') judge(`${m.type()}: ${m.text()} ${m.location().url}`);
  });
  context.on('request', (r) => {
    const url = new URL(r.url());
    if (url.protocol.startsWith('http') && !origins.includes(url.origin)) wrong.push(`request to ${url.href}`);
  });
  await context.exposeBinding('reportViolation', (_, text) => judge(`CSP: ${text}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => {
      reportViolation(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`);
    });
  });
  return () => {
    assert.deepEqual(wrong, [], 'what the page must not do');
    for (const e of expects) assert.ok(used.has(e), `expected, but did not happen: ${e}`);
  };
}

/**
 * Opens a page for a scenario.
 * `as`: whose key the session has, "admin", "read" or a key; without it there is none.
 * `expects`: console errors and the like that belong to the scenario: each must happen. `allows`: those that may.
 */
export async function open(
  { roster, as, expects = [], allows = [], origins = [], width = 1440, height = 900, storage, ...options }, act,
) {
  const server = roster ?? await shared();
  const context = await (await browser()).newContext({
    viewport: { width, height }, locale: 'en-GB', timezoneId: 'Europe/Berlin', baseURL: server.root,
    acceptDownloads: true, ...options,
  });
  context.setDefaultTimeout(patience);
  const end = await watch(context, [server.root, ...origins], expects, allows);
  try {
    if (as) await signIn(context, server, { admin: server.adminKey, read: server.readKey }[as] ?? as);
    await context.addInitScript((entries) => {
      if (!location.protocol.startsWith('http')) return;
      for (const [name, value] of Object.entries(entries)) {
        if (localStorage.getItem(name) === null) localStorage.setItem(name, JSON.stringify(value));
      }
    }, { 'roster.inspector': false, ...storage });
    const page = await context.newPage();
    const told = await act({ page, context, roster: server });
    end();
    return told;
  } catch (e) {
    await show(context);
    throw e;
  } finally {
    await context.close();
  }
}

/** What the page has shown when a scenario failed; SHOTS names a folder for pictures. */
async function show(context) {
  for (const page of context.pages()) {
    console.log(`${page.url()}\n${(await page.locator('body').innerText()).slice(0, 1500)}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${Date.now()}.png` });
  }
}

async function signIn(context, server, key) {
  const answer = await context.request.post(`${server.explorer}api/session`, { data: { key } });
  assert.equal(answer.status(), 200, await answer.text());
}

/** A test in a page of its own. */
export function scenario(name, options, act) {
  test(name, { timeout: 90_000 }, () => open(options, act));
}

/** Asserts until it holds, or time is up. */
export async function eventually(check, time = patience) {
  const ends = Date.now() + time;
  for (;;) {
    try {
      return await check();
    } catch (e) {
      if (Date.now() > ends) throw e;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

export const seen = (locator) => locator.waitFor({ state: 'visible' });
export const gone = (locator) => locator.waitFor({ state: 'hidden' });

/** The locator's text, once it is as it should be. */
export async function reads(locator, expected) {
  await eventually(async () => {
    const text = (await locator.innerText()).trim();
    if (expected instanceof RegExp) assert.match(text, expected);
    else assert.equal(text, expected);
  });
}
