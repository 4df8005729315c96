// Node's http2 (RFC 8441), with the frames of npm ws 8. usage: node-http2.js rfc8441|rfc8441-deflate URL [NAMES]
'use strict';

const http2 = require('http2');
const { run, Inbox } = require('../lib/plan.js');
const { WebSocket, PerMessageDeflate, extension } = require('ws');

const [revision, url] = process.argv.slice(2);
const { protocol, host, pathname, search } = new URL(url);
const scheme = protocol === 'wss:' ? 'https' : 'http';
const deflate = revision === 'rfc8441-deflate' ? new PerMessageDeflate({ threshold: 0 }) : undefined;
const name = PerMessageDeflate.extensionName;

function connect() {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`${scheme}://${host}`);
    session.on('error', reject);
    session.on('remoteSettings', ({ enableConnectProtocol }) => {
      if (enableConnectProtocol)
        resolve(session);
      else
        reject(new Error('no SETTINGS_ENABLE_CONNECT_PROTOCOL'));
    });
  });
}

function request(session) {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'CONNECT', ':protocol': 'websocket', ':scheme': scheme, ':authority': host, ':path': pathname + search,
      'sec-websocket-version': '13', origin: 'http://127.0.0.1',
      ...deflate && { 'sec-websocket-extensions': extension.format({ [name]: deflate.offer() }) },
    }, { endStream: false });
    stream.on('error', reject);
    stream.on('response', headers => {
      const wrong = ['connection', 'upgrade', 'sec-websocket-accept'].find(field => field in headers);
      if (headers[':status'] !== 200 || wrong !== undefined)
        reject(new Error(`status ${headers[':status']}, ${wrong ?? 'no field that is none of HTTP/2'}`));
      else
        resolve([stream, headers['sec-websocket-extensions']]);
    });
  });
}

run('node-http2', revision, { extensions: deflate ? /^permessage-deflate$/ : /^$/ }, async () => {
  const [stream, agreed] = await request(await connect());
  // The package opens HTTP/1.1 only: here is what it does behind the handshake.
  const socket = new WebSocket(null, undefined, {});
  socket._isServer = false;
  if (agreed !== undefined) {
    deflate.accept(extension.parse(agreed)[name]);
    socket._extensions[name] = deflate;
  }
  socket.setSocket(stream, Buffer.alloc(0), { allowSynchronousEvents: true, maxPayload: 1 << 22, skipUTF8Validation: false });

  const messages = new Inbox();
  const pongs = new Inbox();
  socket.on('error', error => {
    messages.fail(error);
    pongs.fail(error);
  });
  socket.on('message', (data, isBinary) => messages.put(isBinary ? data : data.toString('utf8')));
  socket.on('pong', data => pongs.put(data));
  const closed = new Promise(done => socket.on('close', code => {
    messages.fail(new Error(`closed ${code}`));
    // Kestrel's RST_STREAM with NO_ERROR follows its END_STREAM (RFC 9113 8.1), and Node drops what was not read by then: the close frame, or not.
    done({ code: code === 1006 && stream.rstCode === http2.constants.NGHTTP2_NO_ERROR ? undefined : code });
  }));
  return {
    send: message => socket.send(message),
    receive: () => messages.take(),
    sendFragments: texts => texts.forEach((text, i) => socket.send(text, { fin: i === texts.length - 1 })),
    ping: payload => {
      socket.ping(payload);
      return pongs.take();
    },
    extensions: () => socket.extensions,
    close: () => {
      socket.close(1000, 'bye');
      return closed;
    },
  };
});
