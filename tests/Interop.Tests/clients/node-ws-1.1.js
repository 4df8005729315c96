// npm ws 1.1, Sec-WebSocket-Version 8 or 13. usage: node-ws-1.1.js hybi-v8|rfc6455|rfc6455-deflate URL [NAMES]
'use strict';

const { run, Inbox } = require('../lib/plan.js');
const WebSocket = require('ws-1.1');

const [revision, url] = process.argv.slice(2);
const deflate = revision === 'rfc6455-deflate';

run('node-ws-1.1', revision, { extensions: deflate ? /^permessage-deflate/ : undefined }, () => new Promise((resolve, reject) => {
  const socket = new WebSocket(url, { protocolVersion: revision === 'hybi-v8' ? 8 : 13, origin: 'http://127.0.0.1', perMessageDeflate: deflate });
  const messages = new Inbox();
  const pongs = new Inbox();
  socket.on('error', error => {
    reject(error);
    messages.fail(error);
    pongs.fail(error);
  });
  socket.on('message', (data, flags) => messages.put(flags?.binary ? Buffer.from(data) : data));
  socket.on('pong', data => pongs.put(Buffer.from(data)));
  const closed = new Promise(done => socket.on('close', code => {
    messages.fail(new Error(`closed ${code}`));
    done({ code });
  }));
  socket.on('open', () => resolve({
    send: message => socket.send(message, { binary: Buffer.isBuffer(message) }),
    receive: () => messages.take(),
    ping: payload => {
      socket.ping(payload);
      return pongs.take();
    },
    extensions: () => Object.keys(socket.extensions ?? {}).join(','),
    close: () => {
      socket.close(1000, 'bye');
      return closed;
    },
  }));
}));
