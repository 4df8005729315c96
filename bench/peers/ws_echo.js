// An echo on the npm package ws. usage: node ws_echo.js DIRECTORY_OF_WS PORT [deflate]
'use strict';

const [directory, port, deflate] = process.argv.slice(2);
const { WebSocketServer } = require(directory);

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(port),
  backlog: 4096,
  // Threshold and level are Wharf's.
  perMessageDeflate: deflate ? { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 256, zlibDeflateOptions: { level: 1 } } : false,
});
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('error', () => {});
});
