'use strict';
// Loaded before npm. Ends npm with the program that started it, whose end of standard input closes then, and lets npm
// choose versions for the hook's Node: npm goes by `process.version`, after it has checked at its start that it runs itself.
// Where it puts a package that nobody said the content of, it notes in a file what it put there: {path: integrity}.
const input = process.stdin;
input.on('error', () => process.kill(process.pid, 'SIGKILL'));
input.on('end', () => process.kill(process.pid, 'SIGKILL'));
input.resume();
if (typeof input.unref === 'function') input.unref();

const path = require('node:path');

const target = process.env.HOOKSTUDIO_TARGET;
delete process.env.HOOKSTUDIO_TARGET;
if (target) {
  setImmediate(() => Object.defineProperty(process, 'version', { value: 'v' + target, enumerable: true, configurable: true, writable: false }));
}

const notes = process.env.HOOKSTUDIO_NOTES;
delete process.env.HOOKSTUDIO_NOTES;
if (notes) {
  const fs = require('node:fs');
  const fetched = {};
  const home = process.cwd();
  const pacote = require(path.join(path.dirname(fs.realpathSync(process.argv[1])), '..', 'node_modules', 'pacote'));
  const extract = pacote.extract;
  pacote.extract = async (spec, folder, options) => {
    const known = options?.integrity;
    const done = await extract(spec, folder, options);
    if (!known && done?.integrity) {
      const strong = String(done.integrity).split(/\s+/).find((one) => one.startsWith('sha512-'));
      fetched[path.relative(home, folder).split(path.sep).join('/')] = strong ?? String(done.integrity);
    }
    return done;
  };
  process.on('exit', () => {
    if (Object.keys(fetched).length > 0) fs.writeFileSync(notes, JSON.stringify(fetched));
  });
}
