// A WebSocket that comes back. Where no WebSocket gets through it is a stream of Server-Sent Events with a POST for each message, and where the
// server goes away or the connection is lost it opens another one. It has the members and events of a WebSocket, and the event 'reconnecting'
// (detail: { code, reason, delay }), after which it is open again, or goes on trying; 'close' is the end. What was sent and not received when
// a connection was lost is lost with it.
//
//   const socket = new WharfClient('wss://server.example/chat', ['v1']);
//   socket.addEventListener('message', ({ data }) => …);   // a string or an ArrayBuffer
//   socket.send('text');

const CONNECTING = 0, OPEN = 1, CLOSING = 2, CLOSED = 3;

// Going away, lost, restarting: not what either side wanted.
const RECONNECTS = [1001, 1006, 1012];

// Milliseconds. Something on the way may swallow a handshake without a word.
const HANDSHAKE = 8_000, CLOSING_HANDSHAKE = 5_000, FIRST_DELAY = 1_000, LONGEST_DELAY = 30_000;

class Target extends EventTarget {
  readyState = CONNECTING;
  protocol = '';

  fire(event) {
    this.dispatchEvent(event);
    this[`on${event.type}`]?.(event);
  }

  finish(code, reason, wasClean) {
    if (this.readyState === CLOSED)
      return;
    this.readyState = CLOSED;
    this.fire(new CloseEvent('close', { code, reason, wasClean }));
  }
}

// The part of a WebSocket that WharfClient needs, over Server-Sent Events.
export class EventSocket extends Target {
  #source;
  #upstream = null;
  #number = 0;
  #sent = Promise.resolve();

  constructor(url, protocols) {
    super();
    const address = new URL(url, document.baseURI);
    address.protocol = address.protocol.replace('ws', 'http');
    if (protocols.length > 0)
      address.searchParams.set('subprotocols', protocols.join());
    this.#source = new EventSource(address, { withCredentials: true });
    // It would open another stream by itself, and know nothing of the address of that.
    this.#source.addEventListener('error', () => this.#end(1006, '', false));
    this.#on('upstream', data => {
      const { upstream, protocol } = JSON.parse(data);
      this.#upstream = new URL(upstream, address);
      this.protocol = protocol;
      this.readyState = OPEN;
      this.fire(new Event('open'));
    });
    this.#on('message', data => this.#receive(data));
    this.#on('json', data => this.#receive(JSON.parse(data)));
    this.#on('binary', data => this.#receive(Uint8Array.from(atob(data), character => character.charCodeAt(0)).buffer));
    this.#on('close', data => {
      const { code, reason } = JSON.parse(data);
      this.#end(code, reason, true);
    });
  }

  send(data) {
    const type = typeof data === 'string' ? 'text/plain' : 'application/octet-stream';
    this.#request('POST', { seq: ++this.#number }, { body: data, headers: { 'Content-Type': type } });
  }

  close(code, reason) {
    if (this.readyState >= CLOSING)
      return;
    if (this.#upstream === null)
      return this.#end(1006, '', false);
    this.readyState = CLOSING;
    this.#request('DELETE', { ...(code !== undefined && { code }), ...(reason && { reason }) });
    setTimeout(() => this.#end(1006, '', false), CLOSING_HANDSHAKE);
  }

  // One after the other. The number lets the server know what it has already, when an answer was lost on the way.
  #request(method, parameters, options = {}) {
    const address = new URL(this.#upstream);
    for (const [name, value] of Object.entries(parameters))
      address.searchParams.set(name, value);
    const attempt = () => fetch(address, { method, credentials: 'include', cache: 'no-store', ...options });
    this.#sent = this.#sent.then(async () => {
      if (this.readyState === CLOSED)
        return;
      const { ok, status } = await attempt().catch(attempt).catch(() => ({ ok: false }));
      if (!ok)
        this.#end(status === 413 ? 1009 : 1006, '', false);
    });
  }

  #on(type, listener) {
    this.#source.addEventListener(type, ({ data }) => listener(data));
  }

  #receive(data) {
    if (this.readyState === OPEN)
      this.fire(new MessageEvent('message', { data }));
  }

  #end(code, reason, wasClean) {
    this.#source.close();
    this.finish(code, reason, wasClean);
  }
}

export class WharfClient extends Target {
  #protocols;
  #kinds;
  #socket;
  #works = null;
  #attempts = 0;
  #timer;

  // Transport: 'websocket' or 'sse' for that one alone.
  constructor(url, protocols = [], { transport = 'auto' } = {}) {
    super();
    this.url = url;
    this.#protocols = [protocols].flat();
    this.#kinds = ['websocket', 'sse'].filter(kind => transport === 'auto' ? kind === 'sse' || globalThis.WebSocket : kind === transport);
    this.#open([...this.#kinds]);
  }

  // What carries the connection: 'websocket' or 'sse'.
  transport = null;

  send(data) {
    if (this.readyState === CONNECTING)
      throw new DOMException('There is no connection yet.', 'InvalidStateError');
    if (this.readyState === OPEN)
      this.#socket.send(data);
  }

  close(code, reason = '') {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999))
      throw new DOMException(`The code must be 1000, or between 3000 and 4999: ${code} is neither.`, 'InvalidAccessError');
    if (new TextEncoder().encode(reason).length > 123)
      throw new DOMException('The reason must not have more than 123 bytes.', 'SyntaxError');
    if (this.readyState >= CLOSING)
      return;
    clearTimeout(this.#timer);
    const isWaiting = this.#socket.readyState === CLOSED;
    this.readyState = CLOSING;
    this.#socket.close(...(code === undefined ? [] : [code, reason]));
    if (isWaiting)
      this.finish(1006, '', false);
  }

  // Tries the kinds in order, until one is open.
  #open(kinds) {
    const [kind, ...others] = kinds;
    const socket = kind === 'sse' ? new EventSocket(this.url, this.#protocols) : new WebSocket(this.url, this.#protocols);
    this.#socket = socket;
    this.transport = kind;
    socket.binaryType = 'arraybuffer';
    this.#timer = setTimeout(() => socket.close(), HANDSHAKE);
    let wasOpen = false;
    socket.addEventListener('open', () => {
      clearTimeout(this.#timer);
      wasOpen = true;
      this.#works = kind;
      this.#attempts = 0;
      this.readyState = OPEN;
      this.protocol = socket.protocol;
      this.fire(new Event('open'));
    });
    socket.addEventListener('message', ({ data }) => this.fire(new MessageEvent('message', { data })));
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      clearTimeout(this.#timer);
      if (this.readyState === CONNECTING && !wasOpen && others.length > 0)
        this.#open(others);
      else if (this.readyState !== CLOSING && this.#works !== null && RECONNECTS.includes(code))
        this.#reconnect(code, reason);
      else
        this.finish(code, reason, wasClean);
    });
  }

  // Anywhere between now and then, and then is ever later: thousands of clients must not come back at once.
  #reconnect(code, reason) {
    const delay = Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#attempts);
    this.#attempts++;
    this.readyState = CONNECTING;
    // What has worked is most likely to work, but the network may be another one by now.
    const kinds = this.#attempts % 3 === 0 ? [...this.#kinds] : [this.#works];
    this.#timer = setTimeout(() => this.#open(kinds), delay);
    this.fire(new CustomEvent('reconnecting', { detail: { code, reason, delay } }));
  }
}
