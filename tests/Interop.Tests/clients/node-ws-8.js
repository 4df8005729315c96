// npm ws 8. usage: node-ws-8.js rfc6455|rfc6455-deflate URL [NAMES]
'use strict';

const { run, Inbox } = require('../lib/plan.js');
const WebSocket = require('ws');

const [revision, url] = process.argv.slice(2);
const deflate = revision === 'rfc6455-deflate';

run('node-ws-8', revision, { extensions: deflate ? /^permessage-deflate/ : /^$/ }, () => new Promise((resolve, reject) => {
  const socket = new WebSocket(url, { perMessageDeflate: deflate ? { threshold: 0 } : false, origin: 'http://127.0.0.1' });
  const messages = new Inbox();
  const pongs = new Inbox();
  socket.on('error', error => {
    reject(error);
    messages.fail(error);
    pongs.fail(error);
  });
  socket.on('message', (data, isBinary) => messages.put(isBinary ? data : data.toString('utf8')));
  socket.on('pong', data => pongs.put(data));
  const closed = new Promise(done => socket.on('close', code => {
    messages.fail(new Error(`closed ${code}`));
    done({ code });
  }));
  socket.on('open', () => resolve({
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
  }));
}));
