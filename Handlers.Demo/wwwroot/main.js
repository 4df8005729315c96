// Puts the page together. One demonstration is one connection with its panel, its log and its own module of forms.

import { Connection } from './connection.js';
import { ConnectionPanel } from './panel.js';
import { Log } from './log.js';
import { startEcho } from './echo.js';

const connection = new Connection();
const log = new Log({
  list: document.querySelector('#log'),
  totals: document.querySelector('#totals'),
  clear: document.querySelector('#clear'),
});

new ConnectionPanel(document.forms.connection, connection, log, 'echo');
startEcho({ connection, log, text: document.forms.text, binary: document.forms.binary });
