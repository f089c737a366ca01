'use strict';
// What a hook may do to its process: end it, which is told to the studio first. Nothing to others, nothing to the engine.

const PERMISSIONS_SINCE = 20;
const HARMLESS = {
  __proto__: null, cachedDataVersionTag: true, getHeapStatistics: true, getHeapSpaceStatistics: true, getHeapCodeStatistics: true,
  serialize: true, deserialize: true, Serializer: true, Deserializer: true, DefaultSerializer: true, DefaultDeserializer: true,
  isStringOneByteRepresentation: true,
};

module.exports = (P, frames, describe) => {
  const denials = require('./denials.cjs')(P);
  const { denied, replace, forbid, forbidAll } = denials;
  let told = 0;

  function tell(call) {
    told += 1;
    if (told > 10) return;
    const error = new P.Error(call);
    frames.send('exit', '{"call":' + P.stringify(call) + ',"error":' + describe(error) + '}');
  }

  function shown(value) {
    return typeof value === 'number' || typeof value === 'string' ? P.slice('' + value, 0, 40) : '';
  }

  // Node itself is told of no signal any more: a listener to what a hook sends to itself is called from here.
  function isListenedTo(number) {
    if (process.platform !== 'linux') return false;
    for (const name of P.keys(P.signals)) {
      if (P.signals[name] === number && process.listenerCount(name) > 0) {
        P.setImmediate(() => process.emit(name, name, number));
        return true;
      }
    }
    return false;
  }

  replace('reallyExit', (code) => {
    tell('process.exit(' + shown(code) + ')');
    P.reallyExit(typeof code === 'number' ? code : 0);
  });
  replace('abort', () => {
    tell('process.abort()');
    P.abort();
  });
  replace('kill', (pid, signal) => {
    if (pid !== P.pid) throw denied('process.kill', 'Signals');
    const number = typeof signal === 'number' ? signal : P.signals[signal === undefined ? 'SIGTERM' : signal];
    if (number === undefined) throw new P.TypeError('Unknown signal: ' + shown(signal));
    if (number === P.signals.SIGUSR1) throw denied('process.kill', 'Inspector'); // starts Node's inspector
    if (isListenedTo(number)) return true;
    if (number !== 0) tell('process.kill(process.pid' + (signal === undefined ? '' : ', ' + shown(signal)) + ')');
    return P.kill(P.pid, number) === 0;
  });
  forbid('_kill', 'Signals');
  forbid('_debugProcess', 'Inspector');
  forbid('_debugEnd', 'Inspector');
  const forbidFileHandles = require('./descriptors.cjs')(P, denials);
  forbid('binding', 'Bindings');
  forbid('dlopen', 'Addon');
  forbid('_linkedBinding', 'Bindings');

  // Much of V8 shows what the harness keeps to itself, or changes the limits: what is known to be harmless stays.
  for (const name of P.keys(P.v8)) if (!HARMLESS[name]) forbid(name, 'V8', P.v8);
  forbid('setPriority', 'Signals', P.os);
  forbid('setTraceSigInt', 'V8', P.util); // by which the place of an endless loop is told
  try {
    forbid('createTracing', 'FileSystemWrite', P.require('trace_events'));
  } catch (error) {
    // Not every Node is built with them.
  }
  // Writes files, wherever it is told to. Node's own code asks it whether to.
  const report = { reportOnFatalError: false, reportOnSignal: false, reportOnUncaughtException: false, excludeNetwork: true };
  for (const name of ['getReport', 'writeReport']) {
    report[name] = () => {
      throw denied('process.report', 'FileSystemWrite');
    };
  }
  replace('report', report);

  // Node's permission model refuses these two by itself. An inspector sees everything, one in a thread all of this one.
  if (P.major < PERMISSIONS_SINCE) {
    forbidAll(P.require('inspector'), 'Inspector');
    forbid('Worker', 'WorkerThreads', P.require('worker_threads'));
    forbid('register', 'WorkerThreads', P.require('module')); // starts a thread for loaders
  }

  // There is no /proc and no list of users where a hook runs: what Node can't tell without them is told as well as can be.
  function otherwise(name, answer, object = process) {
    const asked = object[name];
    replace(name, (...given) => {
      try {
        return P.apply(asked, object, given);
      } catch (error) {
        return answer();
      }
    }, object);
  }
  const { memoryUsage, resourceUsage } = process;
  const { getHeapStatistics } = P.v8;
  const resident = () => P.apply(resourceUsage, process, []).maxRSS * 1024;
  otherwise('memoryUsage', () => {
    const heap = getHeapStatistics();
    return { rss: resident(), heapTotal: heap.total_heap_size, heapUsed: heap.used_heap_size, external: heap.external_memory || 0, arrayBuffers: 0 };
  });
  if (memoryUsage.rss) {
    P.defineProperty(process.memoryUsage, 'rss', { __proto__: null, value: resident, writable: true, enumerable: true, configurable: true });
  }
  otherwise('homedir', () => '/', P.os);
  P.syncBuiltinESMExports();

  for (const name of P.keys(process.env)) delete process.env[name];
  if (process.platform === 'win32') replace('env', {});
  return forbidFileHandles;
};
