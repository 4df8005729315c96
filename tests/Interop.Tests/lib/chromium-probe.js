// Succeeds where there is a Chromium to start.
'use strict';

const { execFileSync } = require('child_process');
const { EXECUTABLE } = require('./chromium.js');

execFileSync(EXECUTABLE, ['--version'], { stdio: 'ignore', timeout: 20000 });
