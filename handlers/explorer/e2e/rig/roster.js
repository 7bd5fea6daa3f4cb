// `roster demo` on a port of its own, and what it answers without a browser.
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const binary = resolve(process.env.ROSTER ?? resolve(here, '../../../../bin/roster'));

const started = new Set();
process.on('exit', () => started.forEach((child) => child.kill('SIGKILL')));

/** Starts a demo; its data are the same every time, its keys are not. */
export async function startRoster(address = '127.0.0.1:0') {
  const child = spawn(binary, ['demo', '--addr', address, '--log-format', 'json', '--log-level', 'warn'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  const talk = [];
  createInterface({ input: child.stderr }).on('line', (line) => talk.push(line));
  const ended = new Promise((done) => child.on('exit', done));
  const told = await new Promise((done, fail) => {
    const all = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      all.push(line);
      if (/^It goes on/.test(line)) done(all.join('\n'));
    });
    ended.then((status) => fail(new Error(`roster demo ended with ${status}\n${talk.join('\n')}`)));
  });
  const [, root, readKey, adminKey] = /export ROOT='(.*)' READ_KEY='(.*)' ADMIN_KEY='(.*)'/.exec(told);
  const link = /^Open in a browser: (\S+)/m.exec(told)?.[1];
  return new Roster({ root, readKey, adminKey, link }, async () => {
    child.kill('SIGTERM');
    const status = await ended;
    started.delete(child);
    const failed = talk.some((line) => line.startsWith('{') && JSON.parse(line).level === 'ERROR');
    if (status !== 0 || failed) throw new Error(`roster demo ended with ${status}\n${talk.join('\n')}`);
  });
}

/** The service as scripts see it: what the browser shows is held against it. */
export class Roster {
  constructor(about, stop) {
    Object.assign(this, about);
    this.stop = stop;
    this.service = `${this.root}/odata/v4/`;
    this.explorer = `${this.root}/explore/`;
  }

  ask(path, { key = this.adminKey, ...init } = {}) {
    const url = path.startsWith('http') ? path : this.root + path;
    return fetch(url, { ...init, headers: { ...(key && { 'X-ApiKey': key }), ...init.headers } });
  }

  async json(path, init) {
    const answer = await this.ask(path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  /** All rows of a query, page after page. */
  async rows(query) {
    const rows = [];
    for (let url = this.service + query; url;) {
      const page = await this.json(url);
      rows.push(...page.value);
      url = page['@odata.nextLink'];
    }
    return rows;
  }

  async count(set, filter = '') {
    const answer = await this.ask(`/odata/v4/${set}/$count${filter && `?$filter=${encodeURIComponent(filter)}`}`);
    return Number(await answer.text());
  }

  post(path, body, key) {
    return this.json(`/api/v1/${path}`, { method: 'POST', body: JSON.stringify(body), ...(key && { key }) });
  }
}
