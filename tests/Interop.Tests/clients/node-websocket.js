// npm websocket, Sec-WebSocket-Version 8 or 13. usage: node-websocket.js hybi-v8|rfc6455 URL [NAMES]
'use strict';

const { run, Inbox } = require('../lib/plan.js');
const { client: Client } = require('websocket');

const [revision, url] = process.argv.slice(2);

run('node-websocket', revision, {}, () => new Promise((resolve, reject) => {
  const client = new Client({
    webSocketVersion: revision === 'hybi-v8' ? 8 : 13,
    maxReceivedFrameSize: 1 << 20,
    fragmentOutgoingMessages: true,
    fragmentationThreshold: 16384,
  });
  client.on('connectFailed', reason => reject(new Error(String(reason))));
  client.on('connect', connection => {
    const messages = new Inbox();
    const pongs = new Inbox();
    connection.on('error', error => messages.fail(error));
    connection.on('message', message => messages.put(message.type === 'utf8' ? message.utf8Data : Buffer.from(message.binaryData)));
    connection.on('pong', data => pongs.put(Buffer.from(data)));
    // The code that this package reports is its own one: what is shown here is that the server ends TCP.
    const closed = new Promise(done => connection.on('close', code => {
      messages.fail(new Error(`closed ${code}`));
      done({ code });
    }));
    resolve({
      send: message => Buffer.isBuffer(message) ? connection.sendBytes(message) : connection.sendUTF(message),
      receive: () => messages.take(),
      ping: payload => {
        connection.ping(payload);
        return pongs.take();
      },
      close: () => {
        connection.close();
        return closed;
      },
    });
  });
  client.connect(url, [], 'http://127.0.0.1');
}));
