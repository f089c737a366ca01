'use strict';
// Calls `handle` and watches how it ends: the first of callback, returned value, throw, rejection and uncaught error
// counts; what comes later is a warning; with nothing pending and nothing handed back, the hook is told so at once.

const GRACE_MS = 100; // how long a hook that has settled is watched for late events
const WARNINGS = 20;
const HANDLED_MS = 50; // how soon a rejection may still be handled
const ROUNDS = 10; // how often the event loop may say that it is empty before it is believed
const SHALLOW = { __proto__: null, depth: 0, customInspect: false, showProxy: true, maxArrayLength: 0, maxStringLength: 0 };
const ROOM = 2500; // calls that describing a result or an error may need

module.exports = (P, frames, console, now, encode, describe) => {
  const quote = (text) => P.stringify(text);
  let settledBy = '';
  let phase = 'load';
  let declared = 0;
  let returned = 'nothing'; // nothing, undefined, promise
  let rejected = null; // promises whose rejection nothing handles, as a chain
  let rejections = 0;
  let tellingSoon = false;
  let rounds = 0;
  let asking = false;
  let warnings = 0;
  let reported = false;
  let ended = false;

  function warn(code, fields) {
    warnings += 1;
    if (warnings > WARNINGS) return;
    console.flush();
    frames.send('warning', '{"code":' + quote(code) + ',"settled_by":' + quote(settledBy) + (fields || '') + '}');
  }

  function pendingNames() {
    const counts = { __proto__: null };
    const count = (name) => {
      counts[name] = (counts[name] || 0) + 1;
    };
    try {
      if (P.activeResources) {
        const names = P.activeResources();
        for (let i = 0; i < names.length && i < 1000; i += 1) count('' + names[i]);
      } else {
        const handles = P.activeHandles();
        for (let i = 0; i < handles.length && i < 1000; i += 1) count('' + handles[i].constructor.name);
        const requests = P.activeRequests();
        for (let i = 0; i < requests.length && i < 1000; i += 1) count('' + requests[i].constructor.name);
        if (!handles.length && !requests.length) count('Timeout'); // older Nodes don't list timers
      }
    } catch (error) {
      // A name that can't be read is not worth an error.
    }
    let json = '';
    const names = P.keys(counts);
    for (let i = 0; i < names.length && i < 20; i += 1) json += (json && ',') + quote(P.slice(names[i], 0, 100)) + ':' + counts[names[i]];
    return '{' + json + '}';
  }

  function end(pending) {
    if (ended) return;
    ended = true;
    tellRejections();
    console.flush();
    frames.send('end', '{"pending":' + pending + '}');
    P.reallyExit(0);
  }

  function report(type, json) {
    if (reported) return;
    console.flush();
    frames.send(type, json);
    reported = true;
    P.unref(P.setTimeout(() => end(pendingNames()), GRACE_MS));
  }

  // A hook may settle with next to nothing left of its stack: what can't be said now is said as soon as there is room.
  function settle(how, say) {
    settledBy = how;
    try {
      P.dive(ROOM);
      say();
    } catch (error) {
      try {
        P.setImmediate(say);
      } catch (again) {
        settledBy = '';
        throw again;
      }
    }
  }

  function fail(how, error) {
    if (settledBy) {
      warn('late-error', ',"error":' + describe(error));
      return;
    }
    const at = now();
    settle(how, () => {
      const described = describe(error);
      report('failed', '{"ms":' + at + ',"phase":' + quote(phase) + ',"how":' + quote(how) + ',"error":' + described + '}');
    });
  }

  function unusable(encoded, at) {
    let json = '{"ms":' + at + ',"problem":' + quote(encoded.problem) + ',"path":' + quote(encoded.path) + ',"detail":' + quote(encoded.detail);
    if (encoded.thrown) json += ',"error":' + describe(encoded.error);
    return json + '}';
  }

  function succeed(how, value) {
    const at = now();
    settle(how, () => {
      const encoded = encode(value);
      if (encoded.problem) {
        report('unusable', unusable(encoded, at));
        return;
      }
      const nothing = value === undefined ? 'undefined' : value === null ? 'null' : '';
      const text = encoded.text === undefined ? 'null' : encoded.text;
      const lost = ',"lost":' + (nothing ? '[]' : encoded.lost) + ',"lost_count":' + (nothing ? 0 : encoded.lostCount);
      report('result', '{"ms":' + at + ',"how":' + quote(how) + ',"nothing":' + quote(nothing) + lost + ',"value":' + text + '}');
    });
  }

  function callback(error, value) {
    if (settledBy === 'callback') warn('callback-called-twice', error ? ',"error":' + describe(error) : '');
    else if (settledBy) warn('callback-and-return', error ? ',"error":' + describe(error) : '');
    else if (error) fail('callback', error);
    else succeed('callback', value);
  }

  function handBack(how, value) {
    if (value === undefined) {
      returned = 'undefined';
      return;
    }
    if (settledBy) warn('callback-and-return');
    else succeed(how, value);
  }

  function follow(value, then) {
    returned = 'promise';
    const promise = P.types.isPromise(value) ? value : adopt(value, then);
    P.then(promise, (result) => handBack('promise', result), (error) => fail('rejection', error));
  }

  // A promise that goes the way of a promise-like value, however that one behaves.
  function adopt(value, then) {
    return new P.Promise((resolve, reject) => {
      try {
        P.apply(then, value, [resolve, reject]);
      } catch (error) {
        reject(error);
      }
    });
  }

  function thenOf(value) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
    if (P.types.isPromise(value)) return P.then;
    const then = value.then;
    return typeof then === 'function' ? then : undefined;
  }

  function call(handle, data) {
    if (typeof handle !== 'function') {
      settledBy = 'missing';
      report('invalid', '{"reason":"handle","found":' + quote(handle === null ? 'null' : typeof handle) + '}');
      return;
    }
    phase = 'call';
    let value;
    let then;
    try {
      declared = typeof handle.length === 'number' ? handle.length : 0;
      value = P.apply(handle, undefined, [data, (error, result) => callback(error, result)]);
      then = thenOf(value);
    } catch (error) {
      fail('throw', error);
      return;
    }
    if (then === undefined) handBack('return', value);
    else follow(value, then);
  }

  // The event is anybody's to emit: what was not rejected is not told of.
  function isRejected(promise) {
    try {
      return P.types.isPromise(promise) && P.indexOf(P.inspect(promise, SHALLOW), '<rejected>') >= 0;
    } catch (error) {
      return true;
    }
  }

  function keepRejection(error, promise) {
    if (!isRejected(promise)) return;
    rejections += 1;
    if (rejections > WARNINGS) return;
    const added = { __proto__: null, error, promise, next: null };
    if (rejected === null) rejected = added;
    else {
      let last = rejected;
      while (last.next !== null) last = last.next;
      last.next = added;
    }
    if (tellingSoon) return;
    tellingSoon = true;
    P.unref(P.setTimeout(tellRejections, HANDLED_MS));
  }

  function dropRejection(promise) {
    if (rejected !== null && rejected.promise === promise) {
      rejected = rejected.next;
      return;
    }
    for (let at = rejected; at !== null && at.next !== null; at = at.next) {
      if (at.next.promise === promise) {
        at.next = at.next.next;
        return;
      }
    }
  }

  // Each once: a rejection that is handled a moment later is not worth a warning.
  function tellRejections() {
    tellingSoon = false;
    for (let at = rejected; at !== null; at = at.next) {
      if (!at.told) warn('unhandled-rejection', ',"error":' + describe(at.error));
      at.told = true;
    }
  }

  // The event is anybody's to emit: it counts once the loop has gone round and there really is nothing. Where Node can't tell
  // that, the event has to come again by itself.
  function maybeNothingPending() {
    if (asking) return;
    asking = true;
    P.setImmediate(() => {
      asking = false;
      rounds += 1;
      if (rounds > ROUNDS || (P.activeResources === undefined ? rounds > 1 : pendingNames() === '{}')) nothingPending();
    });
  }

  function nothingPending() {
    if (settledBy) {
      end('{}');
    } else if (rejected !== null) {
      tellRejections();
      fail('rejection', rejected.error);
    } else if (phase === 'call' && returned === 'undefined' && declared < 2) {
      settledBy = 'nothing';
      report('result', '{"ms":' + now() + ',"how":"nothing","nothing":"","lost":[],"lost_count":0,"value":null}');
    } else {
      settledBy = 'silence';
      report('silent', '{"ms":' + now() + ',"phase":' + quote(phase) + ',"promise":' + (returned === 'promise') + ',"declared":' + (declared || 0) + '}');
    }
    end('{}');
  }

  process.on('beforeExit', maybeNothingPending);
  process.on('uncaughtException', (error) => fail('uncaught', error));
  process.on('unhandledRejection', keepRejection);
  process.on('rejectionHandled', dropRejection);
  process.on('warning', (warning) => {
    try {
      const { name } = warning;
      if (name !== 'ExperimentalWarning' && name !== 'PromiseRejectionHandledWarning') console.emit('warn', P.String(name) + ': ' + P.String(warning.message));
    } catch (error) {
      // A warning that can't be read is not worth an error.
    }
  });

  return {
    __proto__: null,
    call,
    fail,
    notCompiled(error) {
      settledBy = 'syntax';
      report('invalid', '{"reason":"syntax","error":' + describe(error) + '}');
    },
  };
};
