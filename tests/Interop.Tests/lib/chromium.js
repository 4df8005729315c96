// An installed, unmodified Chromium, headless, driven over its debugging pipe.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--no-proxy-server',
  // It has nothing to say to anybody but the server under test.
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions', '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
  '--ignore-certificate-errors', // the tests' own certificate
  '--remote-debugging-pipe',
];

class Chromium {
  #process;
  #directory;
  #pending = new Map();
  #listeners = [];
  #nextId = 1;
  #unread = '';

  constructor(...extraArguments) {
    this.#directory = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-chromium-'));
    this.#process = spawn(EXECUTABLE, [...ARGUMENTS, `--user-data-dir=${this.#directory}`, ...extraArguments, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: this.#directory } });
    this.#process.on('error', error => this.#fail(error));
    this.#process.on('exit', code => this.#fail(new Error(`Chromium ended with ${code}`)));
    this.#process.stdio[3].on('error', error => this.#fail(error));
    this.#process.stdio[4].setEncoding('utf8').on('data', text => this.#receive(text));
  }

  // Opens a page. The object that it gives speaks the DevTools protocol: send(method, parameters), on(method, listener).
  async open(url) {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page((method, parameters) => this.#send(method, parameters, sessionId),
      (method, listener) => this.#listeners.push({ method, sessionId, listener }));
    await page.start(url);
    return page;
  }

  async stop() {
    const ended = this.#process.exitCode ?? this.#process.signalCode;
    if (ended === null) {
      const exit = new Promise(resolve => this.#process.once('exit', resolve));
      const timer = setTimeout(() => this.#process.kill('SIGKILL'), 3000);
      this.#send('Browser.close').catch(() => {});
      await exit;
      clearTimeout(timer);
    }
    fs.rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #send(method, params = {}, sessionId = undefined) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #receive(text) {
    const messages = (this.#unread + text).split('\0');
    this.#unread = messages.pop();
    for (const message of messages.map(JSON.parse)) {
      if (message.id !== undefined) {
        const { resolve, reject } = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.error === undefined)
          resolve(message.result);
        else
          reject(new Error(message.error.message));
      } else {
        for (const { method, sessionId, listener } of this.#listeners) {
          if (method === message.method && sessionId === message.sessionId)
            listener(message.params);
        }
      }
    }
  }

  #fail(error) {
    this.#pending.forEach(({ reject }) => reject(error));
    this.#pending.clear();
  }
}

class Page {
  constructor(send, on) {
    this.send = send;
    this.on = on;
  }

  async start(url) {
    await this.send('Runtime.enable');
    await this.send('Page.enable');
    const loaded = new Promise(resolve => this.on('Page.loadEventFired', resolve));
    const { errorText } = await this.send('Page.navigate', { url });
    if (errorText !== undefined)
      throw new Error(`${url}: ${errorText}`);
    await loaded;
  }

  // Runs a function in the page and gives what it, or its promise, comes to. Arguments and result travel as JSON.
  async run(action, ...parameters) {
    const expression = `(${action})(...${JSON.stringify(parameters)})`;
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined)
      throw new Error((exceptionDetails.exception?.description ?? exceptionDetails.text).split('\n')[0]);
    return result.value;
  }
}

module.exports = { Chromium, EXECUTABLE };
