// The list of what happened: notes, errors, and messages with direction, kind, size and time.

import { formatSize, sizeOf, toHex } from './bytes.js';

const KEPT = 500;
const SHOWN_CHARACTERS = 2000;
const SHOWN_BYTES = 64;

export class Log {
  #list;
  #totals;
  #count = { sent: 0, received: 0 };

  constructor({ list, totals, clear }) {
    this.#list = list;
    this.#totals = totals;
    clear.addEventListener('click', () => this.#clear());
    this.#showTotals();
  }

  note(text) {
    this.#add('note', [element('span', 'what', text)]);
  }

  error(text) {
    this.#add('error', [element('span', 'what', text)]);
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
    this.#add(direction, [element('span', 'what', facts.join(' · ')), element('span', 'data', preview(data))]);
  }

  #add(type, parts) {
    const now = new Date();
    const time = element('time', '', clock(now));
    time.dateTime = now.toISOString();
    const item = element('li', type);
    item.append(time, ...parts);
    // Follows the newest entry, unless someone has scrolled back to read.
    const follows = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
    this.#list.append(item);
    while (this.#list.children.length > KEPT)
      this.#list.firstElementChild.remove();
    if (follows)
      this.#list.scrollTop = this.#list.scrollHeight;
  }

  #clear() {
    this.#list.replaceChildren();
    this.#count = { sent: 0, received: 0 };
    this.#showTotals();
  }

  #showTotals() {
    this.#totals.textContent = `${this.#count.sent} sent, ${this.#count.received} received`;
  }
}

function element(name, className, text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function clock(date) {
  const part = (value, length) => String(value).padStart(length, '0');
  return `${part(date.getHours(), 2)}:${part(date.getMinutes(), 2)}:${part(date.getSeconds(), 2)}.${part(date.getMilliseconds(), 3)}`;
}

function preview(data) {
  if (data.length === 0)
    return '(empty)';
  if (typeof data === 'string')
    return data.length > SHOWN_CHARACTERS ? `${data.slice(0, SHOWN_CHARACTERS)}…` : data;
  return data.length > SHOWN_BYTES ? `${toHex(data.subarray(0, SHOWN_BYTES))} …` : toHex(data);
}
