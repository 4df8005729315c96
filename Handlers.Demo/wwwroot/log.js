// The log of a connection: notes, errors, and messages with direction, kind, size and time.

import { formatSize, sizeOf, toHex } from './bytes.js';
import { Feed, element } from './feed.js';

const SHOWN_CHARACTERS = 2000;
const SHOWN_BYTES = 64;

export class Log {
  #feed;
  #totals;
  #count = { sent: 0, received: 0 };

  // Section: has the list, the totals and the button that clears both.
  constructor(section) {
    this.#feed = new Feed(section.querySelector('ol'));
    this.#totals = section.querySelector('.totals');
    section.querySelector('.clear').addEventListener('click', () => this.#clear());
    this.#showTotals();
  }

  note(text) {
    this.#feed.add('note', [element('span', 'what', text)]);
  }

  error(text) {
    this.#feed.add('error', [element('span', 'what', text)]);
  }

  sent(data) {
    this.#message('sent', data);
  }

  // Milliseconds: since the message that this one answers, where that is known.
  received(data, milliseconds) {
    this.#message('received', data, milliseconds);
  }

  #message(direction, data, milliseconds) {
    this.#count[direction]++;
    this.#showTotals();
    const kind = typeof data === 'string' ? 'text' : 'binary';
    const facts = [direction, kind, formatSize(sizeOf(data))];
    if (milliseconds !== undefined)
      facts.push(`${milliseconds.toFixed(1)} ms`);
    this.#feed.add(direction, [element('span', 'what', facts.join(' · ')), element('span', 'data', preview(data))]);
  }

  #clear() {
    this.#feed.clear();
    this.#count = { sent: 0, received: 0 };
    this.#showTotals();
  }

  #showTotals() {
    this.#totals.textContent = `${this.#count.sent} sent, ${this.#count.received} received`;
  }
}

function preview(data) {
  if (data.length === 0)
    return '(empty)';
  if (typeof data === 'string')
    return data.length > SHOWN_CHARACTERS ? `${data.slice(0, SHOWN_CHARACTERS)}…` : data;
  return data.length > SHOWN_BYTES ? `${toHex(data.subarray(0, SHOWN_BYTES))} …` : toHex(data);
}
