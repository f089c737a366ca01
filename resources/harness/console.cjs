'use strict';
// The hook's console and its standard output and error. Lines leave at once; a flood is gathered and leaves at most every
// 50 ms, the oldest lines given up beyond a bound and counted.

const DEPTH = 6; // levels of an object that are shown: contexts are deeper than the two that Node shows
const SIZES_SINCE = 14;
const LINE_LIMIT = 100000; // characters of one line
const BURST = 2000; // lines that may leave one by one, of which a millisecond gives some back
const BURST_PER_MS = 4;
const WINDOW_MS = 50;
const KEPT_LINES = 10000;
const KEPT_CHARACTERS = 4 * 1024 * 1024;

const LEVELS = {
  __proto__: null, log: 'log', info: 'info', debug: 'debug', warn: 'warn', error: 'error', dir: 'log', dirxml: 'log', table: 'log',
  count: 'log', countReset: 'warn', time: 'log', timeEnd: 'log', timeLog: 'log', assert: 'error', group: 'log', groupCollapsed: 'log', groupEnd: 'log',
};

module.exports = (P, frames, now, busy) => {
  const quote = (text) => P.stringify(text);
  let first = null; // the lines that wait, as a chain: arrays can be tampered with
  let last = null;
  let count = 0;
  let characters = 0;
  let dropped = 0;
  let left = BURST;
  let refilled = 0;
  let flushed = 0;
  let timer = null;
  let level = 'log';

  function flush() {
    if (!frames.isOpen() || (count === 0 && dropped === 0)) return;
    let lines = '';
    for (let line = first; line; line = line.next) lines += (lines && ',') + line.json;
    const json = '{"dropped":' + dropped + ',"flood":' + (left < 1) + ',"lines":[' + lines + ']}';
    frames.send('console', json);
    first = last = null;
    count = characters = dropped = 0;
  }

  function keep(json) {
    const line = { __proto__: null, json, next: null };
    if (last) last.next = line;
    else first = line;
    last = line;
    count += 1;
    characters += json.length;
    while (count > KEPT_LINES || (characters > KEPT_CHARACTERS && count > 1)) {
      count -= 1;
      dropped += 1;
      characters -= first.json.length;
      first = first.next;
    }
  }

  function flushLater() {
    if (timer !== null) return;
    timer = P.setTimeout(() => {
      timer = null;
      flush();
    }, WINDOW_MS);
    P.unref(timer);
  }

  function emit(lineLevel, text) {
    let shown = P.indexOf(text, __dirname) < 0 ? text : withoutHarness(text);
    if (shown.length > LINE_LIMIT) shown = P.slice(shown, 0, LINE_LIMIT) + '… (' + (shown.length - LINE_LIMIT) + ' more characters)';
    const at = now();
    keep('[' + quote(lineLevel) + ',' + at + ',' + quote(shown) + ']');
    left += (at - refilled) * BURST_PER_MS;
    if (left > BURST) left = BURST;
    refilled = at;
    if (left < 1) busy.look(emit);
    if (left < 1 && at - flushed < WINDOW_MS) return flushLater();
    if (left >= 1) left -= 1;
    flushed = at;
    return flush();
  }

  // In a stack, the frames of these files and what Node called them from are no news to the author of a hook.
  function withoutHarness(text) {
    let kept = '';
    let block = ''; // frames since the last one of the harness
    let found = false;
    for (let from = 0; from <= text.length; ) {
      const stop = P.indexOf(text, '\n', from);
      const end = stop < 0 ? text.length : stop;
      const line = (from ? '\n' : '') + P.slice(text, from, end);
      from = end + 1;
      if (P.indexOf(line, '    at ') < 0) {
        kept += (found ? '' : block) + line;
        block = '';
        found = false;
      } else if (P.indexOf(line, __dirname) < 0) {
        block += line;
      } else {
        kept += block;
        block = '';
        found = true;
      }
    }
    return kept + (found ? '' : block);
  }

  function withoutBreak(text) {
    return text[text.length - 1] === '\n' ? P.slice(text, 0, text.length - 1) : text;
  }

  const sink = { __proto__: null, write: (text) => emit(level, withoutBreak(text)) };
  const inner = new P.Console({ stdout: sink, stderr: sink, ignoreErrors: false, colorMode: false, inspectOptions: { depth: DEPTH } });

  function install(name, call) {
    P.defineProperty(call, 'name', { __proto__: null, value: name });
    P.defineProperty(console, name, { __proto__: null, value: call, writable: true, enumerable: true, configurable: true });
  }

  const print = P.major < SIZES_SINCE ? require('./sizes.cjs')(P) : (call) => call();

  for (const name of P.keys(LEVELS)) {
    const method = inner[name];
    install(name, (...values) => {
      const outer = level;
      level = LEVELS[name];
      try {
        print(() => P.apply(method, inner, values));
      } finally {
        level = outer;
      }
    });
  }
  const format = P.formatWithOptions.bind(null, { depth: DEPTH });
  install('trace', function trace(...values) {
    const error = { __proto__: null, name: 'Trace', message: P.apply(format, null, values), stack: '' };
    P.captureStackTrace(error, console.trace === trace ? trace : undefined);
    emit('trace', P.String(error.stack));
  });

  // Made when first asked for: few hooks write to a stream, and Node's streams take a millisecond to load.
  function standardStream(name, fd, streamLevel) {
    let stream = null;
    const get = () => {
      if (stream === null) {
        const { Writable } = require('stream');
        stream = new Writable({
          decodeStrings: false,
          write(chunk, encoding, done) {
            emit(streamLevel, withoutBreak(typeof chunk === 'string' ? chunk : P.String(chunk)));
            done();
          },
        });
        P.defineProperty(stream, 'fd', { __proto__: null, value: fd, writable: true, configurable: true });
      }
      return stream;
    };
    P.defineProperty(process, name, { __proto__: null, get, configurable: true, enumerable: true });
  }
  standardStream('stdout', 1, 'log');
  standardStream('stderr', 2, 'error');

  return { __proto__: null, emit, flush };
};
