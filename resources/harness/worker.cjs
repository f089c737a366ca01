'use strict';
// A worker: gets ready, waits for one job, runs it and is thrown away.
//
// Arguments: the descriptor that jobs come from and the one that frames go to. The job channel carries two lines: first
// JSON on how to get ready ({modules, preload, warm, token}), then `TOKEN LENGTH JSON`, the job ({nonce, dialect, file, url,
// code, context}). Anything else ends the worker. What the frames hold is written down where the studio reads them.
//
// A module that is loaded ahead may try to read the job, which would let it forge the run. So the studio sends the job only
// after the worker has said the token, which that module never saw; from there until the whole job has been read nothing
// but the harness runs here: it waits in one call of the system, with the language as it was before the module came.
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

const chunk = frames.room(65536);
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
        size = P.readSync(IN, chunk, 0, chunk.byteLength, null);
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
const { modules, preload, warm, token } = P.parse(setup);
const loader = require('./loader.cjs')(P, modules);
const busy = require('./busy.cjs')(P, frames, now);
const console = require('./console.cjs')(P, frames, now, busy);
const calls = require('./calls.cjs')(P, frames, console, now, encode, describe);
const forbidFileHandles = require('./process.cjs')(P, frames, describe);
forget();

// A function of its own, so that nothing but the frames holds the text with the nonce.
function readJob() {
  const line = readLine();
  const start = line === null ? -1 : P.indexOf(line, '{');
  // Not whole, or not from the studio: a module that was loaded ahead has had its hands on the channel.
  if (start < 0 || P.slice(line, 0, start) !== token + ' ' + (line.length - start) + ' ') P.reallyExit(0);
  return P.parse(P.slice(line, start));
}

function run() {
  if (preload.length) {
    const isUnchanged = require('./intrinsics.cjs')(P);
    if (!loader.preload(preload) || !isUnchanged()) P.reallyExit(0);
    frames.sayReady(token);
  }
  const job = readJob();
  if (IN > 2) P.closeSync(IN);
  P.fill(chunk, 0);
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

// From the event loop, which has been entered then.
function runSoon() {
  P.setImmediate(run);
}

P.then(
  P.openHandle(P.join(__dirname, 'start.cjs')),
  (handle) => {
    forbidFileHandles(handle);
    require('./pipes.cjs')(P);
    // While there is time (the worker was started beforehand), Node's module loader gets ready for its first import.
    if (warm) P.then(P.load(P.pathToFileURL(P.join(__dirname, 'warm.mjs')).href), runSoon, runSoon);
    else runSoon();
  },
);
