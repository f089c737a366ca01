'use strict';
// The way out: frames `NONCE SEQUENCE TYPE JSON NONCE`, one to a line. The nonce is never in a value that a hook can reach, and
// stands at both ends, so that nobody else can end a frame whose beginning has left.

const SMALL = 16384;
const ROOM = 200; // calls that writing may need: once a frame has begun, it has to be written to its end
const LOST_FROM = 20; // exit codes that say that nothing can be said any more: which one of a hundred, the nonce decides

module.exports = (P, fd) => {
  let nonce = '';
  let sequence = 0;
  const small = room(SMALL * 3);

  // Bytes that belong to none of Node's classes, and whose sizes are their own: a changed prototype never sees them.
  function room(size) {
    const buffer = new P.Uint8Array(size);
    for (const name of ['length', 'byteLength']) P.defineProperty(buffer, name, { __proto__: null, value: size });
    return buffer;
  }

  // Memory that is given back can come into a hook's hands, uninitialised: what holds the nonce is only ever written from `small`.
  function write(text) {
    push(small, P.utf8Write(small, text, 0, small.byteLength));
  }

  function push(bytes, size) {
    let done = 0;
    while (done < size) {
      try {
        done += P.writeSync(fd, bytes, done, size - done, null);
      } catch (error) {
        if (P.isPrototypeOf(P.rangeErrorPrototype, error)) throw error; // no room on the stack
        // Once it is written, Node may come upon what a hook has put into every object's prototype.
        if (typeof error !== 'object' || error === null || !P.hasOwn(error, 'code')) return;
        if (error.code !== 'EAGAIN' && error.code !== 'EINTR') P.reallyExit(LOST_FROM + (P.parseInt(P.slice(nonce, 0, 2), 16) % 100));
      }
    }
  }

  return {
    __proto__: null,
    room,
    sayReady(token) {
      write('\n' + token + ' ready\n');
    },
    open(jobNonce) {
      nonce = jobNonce;
    },
    isOpen: () => nonce !== '',
    // The line break in front keeps a frame whole whatever else was written to the channel before it.
    send(type, json) {
      if (nonce === '') return; // a module that is loaded ahead does what a hook would be told of
      P.dive(ROOM);
      const head = '\n' + nonce + ' ' + sequence + ' ' + type + ' ';
      const tail = ' ' + nonce + '\n';
      if (head.length + json.length + tail.length < SMALL) {
        sequence += 1;
        write(head + json + tail);
        return;
      }
      const bytes = room(P.byteLength(json, 'utf8'));
      const size = P.utf8Write(bytes, json, 0, bytes.byteLength);
      sequence += 1;
      write(head);
      push(bytes, size);
      write(tail);
    },
  };
};
