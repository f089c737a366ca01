'use strict';
// A worker: gets ready, waits for one job, runs it and is thrown away.
//
// Arguments: the descriptor that jobs come from and the one that frames go to. The job channel carries two lines of JSON:
// first how to get ready ({modules, preload, warm}), then the job ({nonce, dialect, file, url, code, context}).
// End of file in place of either ends the worker. What the frames hold is written down where the studio reads them.
const P = require('./primordials.cjs');
const IN = +process.argv[2];
const OUT = +process.argv[3];
const TEN = 10;

const frames = require('./frames.cjs')(P, OUT);
const encode = require('./values.cjs')(P);
const describe = require('./errors.cjs')(P, encode);
let began = P.hrtime();

// Milliseconds since the code began to load, to a thousandth.
function now() {
  if (!frames.isOpen()) return 0;
  const passed = P.hrtime(began);
  return P.round(passed[0] * 1e6 + passed[1] / 1e3) / 1e3;
}

const chunk = P.allocate(65536);
let waiting = '';

// The next line of the job channel, null at its end. The channel carries ASCII.
function readLine() {
  for (;;) {
    const end = P.indexOf(waiting, '\n');
    if (end >= 0) {
      const line = P.slice(waiting, 0, end);
      waiting = P.slice(waiting, end + 1);
      return line;
    }
    let line = waiting;
    for (;;) {
      let size = 0;
      try {
        size = P.readSync(IN, chunk, 0, chunk.length, null);
      } catch (error) {
        if (error.code === 'EAGAIN' || error.code === 'EINTR') continue;
      }
      if (size === 0) return null;
      line += P.latin1Slice(chunk, 0, size);
      const at = P.byteIndexOf(chunk, TEN);
      if (at >= 0 && at < size) break;
    }
    waiting = line;
  }
}

function forget() {
  const { _cache: cache } = P.Module;
  for (const file of P.keys(cache)) delete cache[file];
  P.defineProperty(process, 'mainModule', { __proto__: null, value: undefined, writable: true, configurable: true });
  process.argv.length = 1;
  process.execArgv.length = 0;
}

const setup = readLine();
if (setup === null) P.reallyExit(0);
const { modules, preload, warm } = P.parse(setup);
const loader = require('./loader.cjs')(P, modules);
const busy = require('./busy.cjs')(P, frames, now);
const console = require('./console.cjs')(P, frames, now, busy);
const calls = require('./calls.cjs')(P, frames, console, now, encode, describe);
require('./process.cjs')(P, frames, describe);
forget();
if (preload.length) loader.preload(preload);

// A function of its own, so that nothing but the frames holds the text with the nonce.
function readJob() {
  const line = readLine();
  if (line === null) P.reallyExit(0);
  return P.parse(line);
}

function run() {
  const job = readJob();
  if (IN > 2) P.closeSync(IN);
  chunk.fill(0);
  waiting = '';
  frames.open(job.nonce);
  job.nonce = '';
  began = P.hrtime();
  frames.send('started', '{}');
  busy.watch();
  const found = (handle) => calls.call(handle, job.context);
  const threw = (error) => calls.fail('throw', error);
  if (job.dialect === 'esm') loader.esm(job, found, threw);
  else loader.classic(job, found, calls.notCompiled, threw);
}

// While there is time (the worker was started beforehand), Node's module loader gets ready for its first import.
function runSoon() {
  P.setImmediate(run);
}

if (warm) P.then(import(P.pathToFileURL(P.join(__dirname, 'warm.mjs')).href), runSoon, runSoon);
else run();
