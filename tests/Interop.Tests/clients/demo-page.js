// The demo page in Chromium, used as a person would: connect, send text and bytes, look at the log, disconnect. usage: demo-page.js rfc6455 PAGE-URL
'use strict';

const { Chromium } = require('../lib/chromium.js');

const [revision, url] = process.argv.slice(2);

const press = name => document.querySelector(`button[name="${name}"]`).click();
const stateIs = state => document.forms.connection.elements.state.value === state;
const lastEntry = type => [...document.querySelectorAll(`#log > .${type}`)].at(-1)?.innerText;

async function main(browser) {
  const page = await browser.open(url);
  const expectEntry = (type, ...parts) =>
    page.waitUntil(`(type, ...parts) => { const entry = (${lastEntry})(type); return parts.every(part => entry?.includes(part)); }`, type, ...parts);

  await page.run(press, 'toggle');
  await page.waitUntil(stateIs, 'open');

  await page.run(() => { document.forms.text.elements.text.value = 'Grüße ✓ 𝄞'; });
  await page.run(press, 'send');
  await expectEntry('sent', 'text', '16 bytes', 'Grüße ✓ 𝄞');
  await expectEntry('received', 'text', '16 bytes', 'Grüße ✓ 𝄞');

  await page.run(() => { document.forms.binary.elements.hex.value = '00 7f 80 ff'; });
  await page.run(press, 'sendHex');
  await expectEntry('received', 'binary', '4 bytes', '00 7f 80 ff');

  await page.run(press, 'toggle');
  await page.waitUntil(stateIs, 'closed');
  await page.waitUntil(() => document.forms.connection.elements.closed.value === '1000 normal');

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
