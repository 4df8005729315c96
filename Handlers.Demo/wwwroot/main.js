// Puts the page together. One demonstration is one connection with its panel and its own module; what happens stands in its log.

import { ChatLines, startChat } from './chat.js';
import { startClock } from './clock.js';
import { Connection } from './connection.js';
import { startEcho } from './echo.js';
import { Log } from './log.js';
import { ConnectionPanel } from './panel.js';
import { startSections } from './sections.js';

const { forms } = document;

startSections(document.querySelector('nav'), document.querySelectorAll('main > section'));

{
  const connection = new Connection();
  const log = new Log(document.querySelector('#echo-log'));
  new ConnectionPanel(forms.echo, connection, log);
  startEcho({ connection, log, text: forms.text, binary: forms.binary });
}
{
  const connection = new Connection();
  const lines = new ChatLines(document.querySelector('#chat-lines'), document.querySelector('#newer'));
  const query = () => {
    const name = forms.chat.elements.name.value.trim();
    return name === '' ? {} : { name };
  };
  new ConnectionPanel(forms.chat, connection, lines, { words: ['Join', 'Leave'], query });
  startChat({ connection, lines, form: forms.line, title: document.querySelector('#chat-title') });
}
{
  const connection = new Connection();
  const log = new Log(document.querySelector('#clock-log'));
  new ConnectionPanel(forms.clock, connection, log, { words: ['Start', 'Stop'] });
  startClock({ connection, log, face: document.querySelector('#face') });
}
