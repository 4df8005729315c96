// The demo page in Chromium, used as a person would: connect, send text and bytes, look at the log, disconnect. usage: demo-page.js rfc6455 PAGE-URL
'use strict';

const { Chromium } = require('../lib/chromium.js');

const [revision, url] = process.argv.slice(2);

const press = name => document.querySelector(`button[name="${name}"]`).click();
const stateIs = state => document.forms.connection.elements.state.value === state;
const lastCloseIs = text => document.forms.connection.elements.closed.value === text;
const lastEntryHas = (type, ...parts) => {
  const entry = [...document.querySelectorAll(`#log > .${type}`)].at(-1)?.innerText;
  return parts.every(part => entry?.includes(part));
};

async function main(browser) {
  const page = await browser.open(url);
  const expectState = state => page.waitUntil(`the state is ${state}`, stateIs, state);
  const expectEntry = (type, ...parts) => page.waitUntil(`the log says ${[type, ...parts].join(', ')}`, lastEntryHas, type, ...parts);

  await page.run(press, 'toggle');
  await expectState('open');

  await page.run(() => { document.forms.text.elements.text.value = 'Grüße ✓ 𝄞'; });
  await page.run(press, 'send');
  await expectEntry('sent', 'text', '16 bytes', 'Grüße ✓ 𝄞');
  await expectEntry('received', 'text', '16 bytes', 'Grüße ✓ 𝄞');

  await page.run(() => { document.forms.binary.elements.hex.value = '00 7f 80 ff'; });
  await page.run(press, 'sendHex');
  await expectEntry('received', 'binary', '4 bytes', '00 7f 80 ff');

  await page.run(press, 'toggle');
  await expectState('closed');
  await page.waitUntil('the last close is normal', lastCloseIs, '1000 normal');

  if (page.complaints.length > 0)
    throw new Error(page.complaints.join('; '));
}

const browser = new Chromium();
main(browser)
  .then(() => `PASS client=demo-page revision=${revision}`, error => `FAIL client=demo-page revision=${revision} reason=${error.message.replace(/\s+/g, ' ')}`)
  .then(async verdict => {
    await browser.stop();
    console.log(verdict);
    process.exit(verdict.startsWith('PASS') ? 0 : 1);
  });
