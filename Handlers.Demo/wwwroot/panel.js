// The form that opens and closes a connection and shows what became of it.

import { closeCodeName } from './closecodes.js';

// Of WebSocket, every browser that can run this page speaks this one; the server cannot tell a page which it is.
const REVISIONS = { websocket: 'RFC 6455 (version 13)', sse: 'Server-Sent Events and POST' };

export class ConnectionPanel {
  #form;
  #fields;
  #connection;
  #log;
  #words;
  #query;

  // Form: its data-path is that of the handler. Log: has note() and error(). Words: what the button says to open and to close.
  // Query: gives the parameters that are added to the address.
  constructor(form, connection, log, { words = ['Connect', 'Disconnect'], query = () => ({}) } = {}) {
    form.append(document.querySelector('#panel').content.cloneNode(true));
    this.#form = form;
    this.#fields = form.elements;
    this.#connection = connection;
    this.#log = log;
    this.#words = { closed: words[0], connecting: 'Cancel', open: words[1], closing: 'Closing…' };
    this.#query = query;
    this.#fields.address.value = addressOf(form.dataset.path);
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.#toggle();
    });
    connection.addEventListener('state', () => this.#showState());
    connection.addEventListener('closed', ({ detail }) => this.#showClosed(detail));
    this.#showState();
  }

  #toggle() {
    try {
      if (this.#connection.state === 'closed')
        this.#open();
      else if (this.#connection.state !== 'closing')
        this.#connection.close(Number(this.#fields.code.value), this.#fields.reason.value);
    } catch (error) {
      this.#log.error(error.message);
    }
  }

  #open() {
    const address = new URL(this.#fields.address.value.trim());
    for (const [name, value] of Object.entries(this.#query()))
      address.searchParams.set(name, value);
    this.#connection.open(address.href, this.#fields.subprotocols.value.split(/[\s,]+/).filter(name => name !== ''));
    this.#log.note(`Connecting to ${address.href}`);
  }

  #showState() {
    const { state, subprotocol } = this.#connection;
    this.#fields.toggle.textContent = this.#words[state];
    // Not disabled: that would take the keyboard's focus away.
    this.#fields.toggle.setAttribute('aria-disabled', state === 'closing');
    for (const field of this.#form.querySelectorAll('[data-fixed]'))
      field.readOnly = state !== 'closed';
    this.#fields.state.value = state;
    this.#fields.state.dataset.state = state;
    document.querySelector(`nav a[href="#${this.#form.dataset.path}"]`).dataset.state = state;
    this.#fields.subprotocol.value = subprotocol === '' ? '–' : subprotocol;
    this.#fields.revision.value = state === 'open' || state === 'closing' ? REVISIONS[this.#connection.transport] : '–';
    if (state === 'open')
      this.#log.note(subprotocol === '' ? 'Open' : `Open, subprotocol ${subprotocol}`);
  }

  #showClosed({ code, reason, wasClean, wasOpen, comesBack }) {
    const quoted = reason === '' ? '' : `, “${reason}”`;
    const what = `${code} ${closeCodeName(code)}${quoted}`;
    this.#fields.closed.value = what;
    if (comesBack)
      this.#log.error(`Lost: ${what}. Connecting again…`);
    else if (!wasOpen)
      this.#log.error(`Not connected: ${what}. A browser does not say why; the server's log does.`);
    else if (wasClean)
      this.#log.note(`Closed: ${what}`);
    else
      this.#log.error(`Lost: ${what}`);
  }
}

// Beside this page, with the scheme that goes with the page's own.
function addressOf(path) {
  const address = new URL(path, document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}
