// The echo demonstration: sends text and bytes, and measures how long each takes to come back.

import { parseHex } from './bytes.js';

export function startEcho({ connection, log, text, binary }) {
  // An echo keeps the order, so the oldest message that is out is the one that comes back.
  let out = [];

  const send = data => {
    if (connection.state !== 'open')
      return log.error('Not connected.');
    out.push(performance.now());
    connection.send(data);
    log.sent(data);
  };

  connection.addEventListener('message', ({ detail: data }) => {
    const sentAt = out.shift();
    log.received(data, sentAt === undefined ? undefined : performance.now() - sentAt);
  });

  connection.addEventListener('state', () => {
    const open = connection.state === 'open';
    if (!open)
      out = [];
    for (const button of [text.elements.send, binary.elements.sendHex, binary.elements.sendFile])
      button.disabled = !open;
  });

  text.addEventListener('submit', event => {
    event.preventDefault();
    send(text.elements.text.value);
  });
  text.elements.text.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
      text.requestSubmit();
  });

  binary.addEventListener('submit', event => {
    event.preventDefault();
    const { hex } = binary.elements;
    try {
      const bytes = parseHex(hex.value);
      hex.removeAttribute('aria-invalid');
      send(bytes);
    } catch (error) {
      hex.setAttribute('aria-invalid', 'true');
      log.error(error.message);
    }
  });
  binary.elements.sendFile.addEventListener('click', async () => {
    const [file] = binary.elements.file.files;
    if (file === undefined)
      return log.error('No file is chosen.');
    try {
      send(new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      log.error(`${file.name}: ${error.message}`);
    }
  });
}
