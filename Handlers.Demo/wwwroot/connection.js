// A connection that can be opened again and again, and comes back by itself. Events: 'state', 'message' (detail: string or Uint8Array),
// 'closed' (detail: { code, reason, wasClean, wasOpen, comesBack }).

import { WharfClient } from './wharf-client.js';

const STATES = ['connecting', 'open', 'closing', 'closed'];

// For trying: ?transport=sse, or websocket, in the address of the page.
const transport = new URLSearchParams(location.search).get('transport') ?? 'auto';

export class Connection extends EventTarget {
  #socket = null;

  get state() {
    return this.#socket === null ? 'closed' : STATES[this.#socket.readyState];
  }

  get subprotocol() {
    return this.#socket?.protocol ?? '';
  }

  // 'websocket' or 'sse'.
  get transport() {
    return this.#socket?.transport ?? null;
  }

  // Throws where the address or a subprotocol is not well-formed.
  open(address, subprotocols = []) {
    const socket = new WharfClient(address, subprotocols, { transport });
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#tell('state');
    });
    socket.addEventListener('message', ({ data }) => this.#tell('message', typeof data === 'string' ? data : new Uint8Array(data)));
    socket.addEventListener('reconnecting', ({ detail: { code, reason } }) => {
      this.#tell('closed', { code, reason, wasClean: false, wasOpen, comesBack: true });
      this.#tell('state');
    });
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      this.#tell('state');
      this.#tell('closed', { code, reason, wasClean, wasOpen, comesBack: false });
    });
    this.#tell('state');
  }

  // Data: a string or bytes.
  send(data) {
    this.#socket.send(data);
  }

  // Throws where the code or the reason may not be sent.
  close(code, reason) {
    this.#socket.close(code, reason);
    this.#tell('state');
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
