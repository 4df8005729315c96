// A WebSocket that can be opened again and again. Events: 'state', 'message' (detail: string or Uint8Array),
// 'closed' (detail: { code, reason, wasClean, wasOpen }).

const STATES = ['connecting', 'open', 'closing', 'closed'];

export class Connection extends EventTarget {
  #socket = null;

  get state() {
    return this.#socket === null ? 'closed' : STATES[this.#socket.readyState];
  }

  get subprotocol() {
    return this.#socket?.protocol ?? '';
  }

  // Throws where the address or a subprotocol is not well-formed.
  open(address, subprotocols = []) {
    const socket = new WebSocket(address, subprotocols);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#tell('state');
    });
    socket.addEventListener('message', ({ data }) => this.#tell('message', typeof data === 'string' ? data : new Uint8Array(data)));
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      this.#tell('state');
      this.#tell('closed', { code, reason, wasClean, wasOpen });
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
