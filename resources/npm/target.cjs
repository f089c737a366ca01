'use strict';
// Loaded before npm. Ends npm with the program that started it, whose end of standard input closes then, and lets npm
// choose versions for the hook's Node: npm goes by `process.version`, after it has checked at its start that it runs itself.
const input = process.stdin;
input.on('error', () => process.kill(process.pid, 'SIGKILL'));
input.on('end', () => process.kill(process.pid, 'SIGKILL'));
input.resume();
if (typeof input.unref === 'function') input.unref();

const target = process.env.HOOKSTUDIO_TARGET;
delete process.env.HOOKSTUDIO_TARGET;
if (target) {
  setImmediate(() => Object.defineProperty(process, 'version', { value: 'v' + target, enumerable: true, configurable: true, writable: false }));
}
