// Chromium's WebSocket, in a page of another origin than the server's. usage: chromium.js rfc6455|rfc6455-deflate|rfc8441|rfc8441-deflate URL [NAMES]
// In the chat also its EventSource: chromium.js sse URL NAMES
'use strict';

const http = require('http');
const { Chromium } = require('../lib/chromium.js');
const { chat } = require('../lib/chat.js');

const [revision, url, names] = process.argv.slice(2);
const deflate = revision.endsWith('-deflate');

// Runs in the page; gives how many checks passed and, where one failed, which and why.
async function play(url, deflate) {
  let checks = 0;
  let at = 'open';
  const withTimeout = promise => Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error(`timeout: ${at}`)), 8000))]);
  const check = async (name, action) => {
    at = name;
    await withTimeout(action());
    checks++;
  };
  const expect = (actual, expected) => {
    if (actual !== expected)
      throw new Error(`expected ${String(expected).slice(0, 60)}, got ${String(actual).slice(0, 60)}`);
  };

  try {
    const messages = [];
    let wake = () => {};
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => {
      messages.push(data);
      wake();
    };
    const closed = new Promise(resolve => { socket.onclose = resolve; });
    const receive = async () => {
      while (messages.length === 0) {
        if (socket.readyState !== WebSocket.OPEN)
          throw new Error('closed');
        await Promise.race([closed, new Promise(resolve => { wake = resolve; })]);
      }
      return messages.shift();
    };
    const echo = (name, text) => check(name, async () => {
      socket.send(text);
      expect(await receive(), text);
    });

    await check('open', () => new Promise((resolve, reject) => {
      socket.onopen = resolve;
      closed.then(({ code }) => reject(new Error(`closed ${code}`)));
    }));
    await echo('text-hello', 'Hello');
    await echo('text-empty', '');
    await echo('text-unicode', 'Grüße ✓ 𝄞');
    for (const length of [125, 126, 65535, 65536])
      await echo(`text-${length}`, 'abcdefghij'.repeat(length / 10 + 1).slice(0, length));
    await check('burst', async () => {
      const texts = ['b1', 'b2', 'b3'];
      texts.forEach(text => socket.send(text));
      for (const text of texts)
        expect(await receive(), text);
    });
    for (const length of [256, 0, 70000]) {
      await check(`binary-${length}`, async () => {
        const sent = Uint8Array.from({ length }, (_, i) => i * 7 + 3);
        socket.send(sent);
        const received = new Uint8Array(await receive());
        expect(received.length, length);
        expect(received.findIndex((byte, i) => byte !== sent[i]), -1);
      });
    }
    await check('extensions', async () => expect(socket.extensions.startsWith('permessage-deflate'), deflate));
    await check('close', async () => {
      socket.close(1000, 'bye');
      const { code, wasClean } = await closed;
      expect(code, 1000);
      expect(wasClean, true);
    });
    return { checks };
  } catch (error) {
    return { checks, at, reason: error.message };
  }
}

// Runs in the page: a WebSocket is opened over HTTP/2 where there is a connection of it already.
async function connect(url) {
  await fetch(new URL('/healthz', url.replace(/^wss:/, 'https:')), { mode: 'no-cors', credentials: 'include' });
}

// RFC 8441 5: the answer to a handshake is 200 over HTTP/2, where RFC 6455 has 101.
async function watchHandshakes(page) {
  const statuses = [];
  page.on('Network.webSocketHandshakeResponseReceived', ({ response }) => statuses.push(response.status));
  await page.send('Network.enable');
  return statuses;
}

// Runs in the page and gives it receive() and send(text), as openEvents does; comes to the extensions.
function openSocket(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const start = controller => {
      socket.onmessage = ({ data }) => controller.enqueue(data);
      socket.onclose = ({ code }) => {
        const error = new Error(`closed ${code}`);
        controller.error(error);
        reject(error);
      };
    };
    const reader = new ReadableStream({ start }).getReader();
    window.receive = async () => (await reader.read()).value;
    window.send = text => socket.send(text);
    socket.onopen = () => resolve(socket.extensions);
  });
}

function openEvents(url) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(url.replace(/^ws/, 'http'));
    const start = controller => {
      source.onmessage = ({ data }) => controller.enqueue(data);
      source.onerror = () => {
        source.close();
        const error = new Error('the events have ended');
        controller.error(error);
        reject(error);
      };
    };
    const reader = new ReadableStream({ start }).getReader();
    window.receive = async () => (await reader.read()).value;
    source.addEventListener('upstream', ({ data }) => {
      const upstream = new URL(JSON.parse(data).upstream, source.url);
      upstream.searchParams.set('seq', 1); // there is one message
      window.send = async body => {
        const { ok, status } = await fetch(upstream, { method: 'POST', body });
        if (!ok)
          throw new Error(`status ${status}`);
      };
      resolve('');
    });
  });
}

async function join(page) {
  const extensions = await page.run(revision === 'sse' ? openEvents : openSocket, url);
  // It offers it always: without it is for the server to say.
  if (deflate && !extensions.startsWith('permessage-deflate'))
    throw new Error(`negotiated: ${extensions}`);
  const connection = {
    receive: () => page.run(() => window.receive()),
    send: text => page.run(text => window.send(text), text),
  };
  await chat(connection, `chromium/${revision}`, names.split(','));
  return { checks: 1 };
}

async function main() {
  const server = http.createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>interop</title><link rel="icon" href="data:,">');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const browser = new Chromium();
  try {
    const page = await browser.open(`http://127.0.0.1:${server.address().port}/`);
    const http2 = revision.startsWith('rfc8441');
    if (http2)
      await page.run(connect, url);
    const statuses = await watchHandshakes(page);
    const verdict = await (names === undefined ? page.run(play, url, deflate) : join(page));
    const expected = revision === 'sse' ? [] : [http2 ? 200 : 101];
    if (String(statuses) !== String(expected))
      throw new Error(`answers to handshakes: ${statuses}`);
    return verdict;
  } finally {
    await browser.stop();
    server.close();
    server.closeAllConnections();
  }
}

main().catch(error => ({ checks: 0, at: 'browser', reason: error.message })).then(({ checks, at, reason }) => {
  console.log(reason === undefined
    ? `PASS client=chromium revision=${revision} checks=${checks}`
    : `FAIL client=chromium revision=${revision} after=${checks} at=${at} reason=${reason.replace(/\s+/g, ' ').slice(0, 200)}`);
  process.exit(reason === undefined ? 0 : 1);
});
