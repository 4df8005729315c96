// The form that opens and closes a connection and shows what became of it.

import { closeCodeName } from './closecodes.js';

const TOGGLE = { closed: 'Connect', connecting: 'Cancel', open: 'Disconnect', closing: 'Closing…' };

export class ConnectionPanel {
  #fields;
  #connection;
  #log;

  constructor(form, connection, log, path) {
    this.#fields = form.elements;
    this.#connection = connection;
    this.#log = log;
    this.#fields.address.value = addressOf(path);
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
    const address = this.#fields.address.value.trim();
    this.#connection.open(address, this.#fields.subprotocols.value.split(/[\s,]+/).filter(name => name !== ''));
    this.#log.note(`Connecting to ${address}`);
  }

  #showState() {
    const { state, subprotocol } = this.#connection;
    this.#fields.toggle.textContent = TOGGLE[state];
    // Not disabled: that would take the keyboard's focus away.
    this.#fields.toggle.setAttribute('aria-disabled', state === 'closing');
    this.#fields.address.readOnly = state !== 'closed';
    this.#fields.state.value = state;
    this.#fields.state.dataset.state = state;
    this.#fields.subprotocol.value = subprotocol === '' ? '–' : subprotocol;
    if (state === 'open')
      this.#log.note(subprotocol === '' ? 'Open' : `Open, subprotocol ${subprotocol}`);
  }

  #showClosed({ code, reason, wasClean, wasOpen }) {
    const quoted = reason === '' ? '' : `, “${reason}”`;
    const what = `${code} ${closeCodeName(code)}${quoted}`;
    this.#fields.closed.value = what;
    if (!wasOpen)
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
