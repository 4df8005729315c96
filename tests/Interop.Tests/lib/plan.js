// What a client does with the server under test, for the clients in Node; plan.py says the same in Python.
//
// open() gives a promise of an object with
//   send(string | Buffer), receive() -> Promise<string | Buffer>, close() -> Promise<{ code }>,
// and, where the client can, ping(Buffer) -> Promise<Buffer>, sendFragments(strings), extensions() -> string.
// Where there is a third argument, the names of all, it chats with them instead.
// One line on standard output is the verdict: PASS client=... or FAIL client=... at=CHECK reason=...
'use strict';

const { chat } = require('./chat.js');

const UNICODE = 'Grüße ✓ 𝄞';
const LENGTHS = [125, 126, 65535, 65536]; // where a frame's length changes its form
const PING_PAYLOAD = Buffer.from('are you there');

const names = process.argv[4]?.split(',');

function run(client, revision, { binary = true, extensions } = {}, open) {
  let checks = 0;
  let at = 'open';

  const finish = error => {
    const reason = () => String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 200);
    console.log(error === undefined
      ? `PASS client=${client} revision=${revision} checks=${checks}`
      : `FAIL client=${client} revision=${revision} after=${checks} at=${at} reason=${reason()}`);
    process.exit(error === undefined ? 0 : 1);
  };
  process.on('uncaughtException', finish);
  process.on('unhandledRejection', finish);

  const check = async (name, action) => {
    at = name;
    await withTimeout(action(), name);
    checks++;
  };
  const expect = (actual, expected) => {
    const same = Buffer.isBuffer(expected) ? Buffer.isBuffer(actual) && actual.equals(expected) : actual === expected;
    if (!same)
      throw new Error(`expected ${show(expected)}, got ${show(actual)}`);
  };

  const expectExtensions = connection => {
    if (!extensions.test(connection.extensions()))
      throw new Error(`negotiated: ${connection.extensions()}`);
  };

  const join = async () => {
    const connection = await open();
    if (extensions !== undefined)
      expectExtensions(connection);
    at = 'chat';
    await chat(connection, `${client}/${revision}`, names);
    checks++;
  };

  const play = async () => {
    let connection;
    await check('open', async () => { connection = await open(); });
    const echo = (name, message) => check(name, async () => {
      connection.send(message);
      expect(await connection.receive(), message);
    });

    await echo('text-hello', 'Hello');
    await echo('text-empty', '');
    await echo('text-unicode', UNICODE);
    for (const length of LENGTHS)
      await echo(`text-${length}`, 'abcdefghij'.repeat(Math.ceil(length / 10)).slice(0, length));
    await check('burst', async () => {
      const texts = ['b1', 'b2', 'b3'];
      texts.forEach(text => connection.send(text));
      for (const text of texts)
        expect(await connection.receive(), text);
    });
    if (binary) {
      for (const length of [256, 0, 70000])
        await echo(`binary-${length}`, Buffer.from(Array.from({ length }, (_, i) => (i * 7 + 3) & 255)));
    }
    if (connection.sendFragments !== undefined) {
      await check('fragments', async () => {
        connection.sendFragments(['Hel', 'lo ', 'wor', 'ld']);
        expect(await connection.receive(), 'Hello world');
      });
    }
    if (connection.ping !== undefined)
      await check('ping', async () => expect(await connection.ping(PING_PAYLOAD), PING_PAYLOAD));
    if (extensions !== undefined)
      await check('extensions', async () => expectExtensions(connection));
    await check('close', async () => {
      const { code } = await connection.close();
      if (code !== undefined)
        expect(code, 1000);
    });
  };

  (names === undefined ? play() : join()).then(() => finish(), finish);
}

// Turns messages that come as events into promises.
class Inbox {
  #items = [];
  #waiting = [];
  #error = null;

  put(item) {
    const waiter = this.#waiting.shift();
    if (waiter === undefined)
      this.#items.push(item);
    else
      waiter.resolve(item);
  }

  fail(error) {
    this.#error ??= error;
    this.#waiting.splice(0).forEach(waiter => waiter.reject(this.#error));
  }

  take() {
    if (this.#items.length > 0)
      return Promise.resolve(this.#items.shift());
    if (this.#error !== null)
      return Promise.reject(this.#error);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}

function withTimeout(promise, what, milliseconds = 8000) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timeout: ${what}`)), milliseconds);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function show(data) {
  const text = Buffer.isBuffer(data) ? `bytes ${data.toString('hex')}` : JSON.stringify(data) ?? String(data);
  return text.length > 80 ? `${text.slice(0, 80)}… (length ${data.length})` : text;
}

module.exports = { run, Inbox, withTimeout };
