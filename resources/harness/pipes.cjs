'use strict';
// The pipes in which libuv tells its event loops of signals. What comes out of one is a pointer that is followed, and a call of
// what lies there; so they are taken out of the process, whoever may find a way to write to a descriptor. No signal is told of
// after this. Linux only: elsewhere libuv wakes its loops by pipes that look the same.

const KIND = 0o170000;
const PIPE = 0o010000;
const GAP = 4; // numbers in a row that are not in use where there are no more: Node opens the lowest that is free
const NOTHING = '/dev/null';

module.exports = (P) => {
  // Puts what takes everything and gives nothing in the place of a descriptor: Node opens the lowest number that is free.
  function replace(fd) {
    P.closeSync(fd);
    const below = [];
    for (let got = P.openSync(NOTHING, 'r+'); got !== fd; got = P.openSync(NOTHING, 'r+')) {
      if (got > fd) throw new P.Error('A descriptor has been lost');
      below.push(got);
    }
    below.forEach((extra) => P.closeSync(extra));
  }

  // Both ends of each pipe, in the order in which they were made.
  function pipes() {
    const found = new P.Map();
    for (let fd = 3, unused = 0; unused < GAP; fd += 1) {
      try {
        const { mode, ino } = P.fstatSync(fd);
        if ((mode & KIND) === PIPE) found.set(ino, [...(found.get(ino) || []), fd]);
        unused = 0;
      } catch (error) {
        unused += 1;
      }
    }
    return [...found.values()].filter((ends) => ends.length === 2);
  }

  if (process.platform !== 'linux') return;
  // The first is no loop's: who holds its one byte may change who is told. The second belongs to a loop that is not entered
  // before the end, when it could not do with something that nobody can wait for: it keeps the end that it reads from.
  // The others are at work, in threads of their own: they are to see no end of a pipe.
  pipes().forEach(([input, output], at) => {
    if (at > 1) replace(input);
    if (at > 0) replace(output);
  });
};
