// What a client does in the chat, among those of all other revisions; chat.py says the same in Python.
//
// It says READY once it is in the chat. After a line on its standard input it sends its own name, and it says HEARD NAME for each of the names,
// of which its own is one. Its limit of time is for when whoever started it is gone.
'use strict';

const LIMIT = 600_000;

function chat(connection, name, names) {
  const timeout = new Promise((_, reject) => setTimeout(reject, LIMIT, new Error('timeout')));
  return Promise.race([talk(connection, name, names), timeout]);
}

async function talk(connection, name, names) {
  const welcome = await connection.receive();
  if (!welcome.startsWith('* you are '))
    throw new Error(`welcomed with ${welcome}`);
  console.log('READY');
  await new Promise(resolve => process.stdin.once('data', resolve));
  await connection.send(name);
  for (const missing = new Set(names); missing.size > 0;) {
    const text = (await connection.receive()).replace(/^[^:]*: /, '');
    if (missing.delete(text))
      console.log(`HEARD ${text}`);
  }
}

module.exports = { chat };
