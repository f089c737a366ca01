'use strict';
// Descriptors, which are numbers to whoever knows them: a hook gets at those that its own open() has given it, and at 0 to 2.
// Others are the channels to the studio and those of Node itself, which trusts what comes out of them.

const STANDARD = 2;
const RULE = 'Descriptors';
const BINDINGS_UNTIL = 20;
const TAKE_ONE = [
  'close', 'fchmod', 'fchown', 'fdatasync', 'fstat', 'fsync', 'ftruncate', 'futimes', 'read', 'readv', 'write', 'writev',
  'readFile', 'writeFile', 'appendFile', 'truncate',
];
const LEFT = { __proto__: null, close: true, fd: true, constructor: true, getAsyncId: true };

module.exports = (P, { denied, replace, forbid, forbidClass }) => {
  const { fs } = P;
  const { promises } = fs;
  const { openSync } = fs;
  const own = { __proto__: null };

  function check(fd) {
    if (typeof fd === 'number' && !(fd <= STANDARD) && own[fd] !== true) throw denied('descriptor ' + fd, RULE);
  }

  function put(name, call, object = fs) {
    const original = object[name];
    P.defineProperty(call, 'name', { __proto__: null, value: name });
    // By these util.promisify knows what to make of it.
    for (const key of P.getOwnPropertySymbols(original)) P.defineProperty(call, key, P.getOwnPropertyDescriptor(original, key));
    replace(name, call, object);
  }

  for (const name of TAKE_ONE) {
    for (const each of [name, name + 'Sync']) {
      const call = fs[each];
      const closes = name === 'close';
      if (call === undefined) continue;
      put(each, (...given) => {
        check(given[0]);
        if (closes && typeof given[0] === 'number') delete own[given[0]];
        return P.apply(call, fs, given);
      });
    }
  }

  function opened(path, flags, mode) {
    const fd = openSync(path, flags, mode);
    own[fd] = true;
    return fd;
  }
  put('openSync', opened);

  // Whoever gets hold of what Node calls at its end could hand it any number: so this one opens at once.
  put('open', (...given) => {
    const { length } = given;
    const callback = length > 1 ? given[length - 1] : undefined;
    if (typeof callback !== 'function') throw new P.TypeError('The last argument of fs.open has to be a function');
    let fd;
    try {
      fd = opened(given[0], length > 2 ? given[1] : undefined, length > 3 ? given[2] : undefined);
    } catch (error) {
      if (!P.hasOwn(error, 'syscall') && error.code !== 'ERR_ACCESS_DENIED') throw error;
      P.setImmediate(callback, error);
      return;
    }
    P.setImmediate(callback, null, fd);
  });

  // Node's own keeps the number where a hook can change it between two reads.
  const { readFile } = promises;
  const { readFileSync } = fs;
  put('readFile', (...given) => {
    const { length } = given;
    const callback = length > 1 ? given[length - 1] : undefined;
    if (typeof callback !== 'function') throw new P.TypeError('The last argument of fs.readFile has to be a function');
    const options = length > 2 ? given[1] : undefined;
    const fail = (error) => P.setImmediate(callback, error);
    const give = (data) => P.setImmediate(callback, null, data);
    if (typeof given[0] !== 'number') {
      P.then(readFile(pathOf(given[0]), options), give, fail);
      return;
    }
    let data;
    try {
      data = readFileSync(given[0], options);
    } catch (error) {
      fail(error);
      return;
    }
    give(data);
  });

  // Text, which nobody can make an object with a descriptor of.
  function pathOf(path) {
    if (typeof path !== 'object' || path === null) return path;
    return P.types.isUint8Array(path) ? P.bufferFrom(new P.Uint8Array(path)) : P.fileURLToPath(path);
  }
  for (const name of ['readFile', 'writeFile', 'appendFile']) {
    const call = promises[name];
    put(name, async (path, ...given) => P.apply(call, promises, [pathOf(path), ...given]), promises);
  }
  put('open', async () => {
    throw denied('fs.promises.open', 'FileHandle');
  }, promises);
  for (const name of ['createReadStream', 'createWriteStream']) {
    const call = fs[name];
    put(name, (path, options) => {
      if (typeof options === 'object' && options !== null) check(options.fd);
      return call(path, options);
    });
  }

  // What a hook gets of sockets has these below it; each would take any number.
  function forbidHandles() {
    const found = { __proto__: null };
    const hook = P.require('async_hooks').createHook({
      init(id, type, trigger, handle) {
        found[type] = handle;
      },
    });
    const { _createServerHandle: make } = P.require('net');
    const { createSocket } = P.require('dgram');
    hook.enable();
    createSocket({ type: 'udp4', lookup() {} });
    for (const given of [['-', 0, 4], ['', -1, -1]]) {
      try {
        make(...given); // neither is an address: what is made for it is not bound
      } catch (error) {
        // By permission, or as there is nothing to bind.
      }
    }
    hook.disable();
    for (const type of ['TCPSERVERWRAP', 'PIPESERVERWRAP', 'UDPWRAP']) {
      forbid('open', RULE, P.getPrototypeOf(found[type]));
      found[type].close();
    }
    const tty = P.require('tty');
    for (const name of ['ReadStream', 'WriteStream']) forbidClass(name, RULE, tty);
  }

  // The same where Node can be asked for them without what is made of them, which takes milliseconds.
  function forbidBindings() {
    for (const [name, Class] of [['tcp_wrap', 'TCP'], ['pipe_wrap', 'Pipe'], ['udp_wrap', 'UDP']]) forbid('open', RULE, process.binding(name)[Class].prototype);
    forbidClass('TTY', RULE, process.binding('tty_wrap'));
  }

  if (P.major < BINDINGS_UNTIL) forbidBindings();
  else forbidHandles();

  // Takes a FileHandle, closes it, and sees to it that no hook gets anywhere with one.
  return function forbidFileHandles(handle) {
    const inner = P.ownKeys(handle).map((key) => handle[key]).find((value) => value !== null && typeof value === 'object' && typeof value.releaseFD === 'function');
    const { fd } = inner;
    const below = P.getPrototypeOf(inner);
    const { releaseFD } = below;
    const fixed = { __proto__: null, configurable: false };
    const forbidden = function () {
      throw denied('FileHandle', RULE);
    };
    P.defineProperty(below, 'constructor', { ...fixed, value: forbidden, writable: false });
    // Set by HTTP/2 alone, which makes one of any number that it is told to send; what is left alone would be closed one day.
    P.defineProperty(below, 'stream', {
      ...fixed,
      set() {
        P.apply(releaseFD, this, []);
        throw denied('descriptors in HTTP/2', RULE);
      },
    });
    const above = P.getPrototypeOf(handle);
    for (const key of P.ownKeys(above)) {
      if (typeof key === 'symbol' && P.indexOf(P.String(key), 'messaging') >= 0) delete above[key];
      else if (typeof key === 'string' && !LEFT[key]) forbid(key, 'FileHandle', above);
    }
    P.defineProperty(above, 'constructor', { ...fixed, value: forbidden, writable: false });
    P.freeze(above);
    P.apply(releaseFD, inner, []);
    P.closeSync(fd);
  };
};
