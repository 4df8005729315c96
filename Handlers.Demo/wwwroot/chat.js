// The chat demonstration. The server's lines are meant to be read as they are: "* you are NAME" first, then "NAME: TEXT" and other
// notices with a star. Here they are only made easier to tell apart.

import { Feed, element } from './feed.js';

const YOU_ARE = '* you are ';

// Takes the place of a log: what the panel has to say stands between the lines.
export class ChatLines {
  #feed;
  #name = null;
  #isLive = false;

  constructor(list, newer) {
    this.#feed = new Feed(list, newer);
  }

  // The own name, or null.
  get name() {
    return this.#name;
  }

  note(text) {
    this.#feed.add('note', [element('span', 'what', text)]);
  }

  error(text) {
    this.#feed.add('error', [element('span', 'what', text)]);
  }

  line(text) {
    if (text.startsWith('* '))
      this.#notice(text);
    else
      this.#said(text);
  }

  restart() {
    this.#name = null;
    this.#isLive = false;
  }

  #notice(text) {
    if (this.#name === null && text.startsWith(YOU_ARE))
      this.#name = text.slice(YOU_ARE.length);
    else
      this.#isLive = true;
    this.#feed.add('notice', [element('span', 'what', text.slice(2))], this.#isLive);
  }

  #said(text) {
    const end = text.indexOf(': ');
    const name = element('span', 'name', text.slice(0, end));
    const isOwn = text.slice(0, end) === this.#name;
    // What was said before one joined came at a time that nobody tells.
    this.#feed.add(`${isOwn ? 'own' : 'other'}${this.#isLive ? '' : ' earlier'}`, [name, element('span', 'data', text.slice(end + 2))], this.#isLive);
  }
}

export function startChat({ connection, lines, form, title }) {
  const { line, say } = form.elements;

  connection.addEventListener('message', ({ detail: data }) => {
    lines.line(data);
    title.textContent = lines.name === null ? 'Chat' : `Chat as ${lines.name}`;
  });

  connection.addEventListener('state', () => {
    say.disabled = connection.state !== 'open';
    if (connection.state === 'connecting')
      lines.restart();
    if (connection.state === 'open')
      line.focus();
    if (connection.state === 'closed')
      title.textContent = 'Chat';
  });

  form.addEventListener('submit', event => {
    event.preventDefault();
    if (connection.state !== 'open')
      return lines.error('Join first.');
    if (line.value.trim() === '')
      return;
    connection.send(line.value);
    line.value = '';
    line.focus();
  });
}
