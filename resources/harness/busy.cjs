'use strict';
// Notes where a hook is that goes on and on with promises, ticks or the console. Node can tell where an endless loop is,
// but not for sure where that is which mostly happens between two of the hook's functions, or far below one of them.

const EVERY = 16384; // promises and ticks between two looks at the clock
const TRIES = 8; // some promises are made where none of the hook's functions is at work
const AT_MOST_MS = 100; // between two reports
const HOOKS_SINCE = 20; // earlier Nodes don't survive a promise hook that finds no room on the stack

module.exports = (P, frames, now) => {
  const hookPromises = P.major >= HOOKS_SINCE ? P.v8.promiseHooks.onInit : () => {};
  let made = 0;
  let reported = 0;

  // Says where *below* was called from, unless that was said just before; false if nothing can be said.
  function look(below) {
    try {
      const at = now();
      if (at - reported < AT_MOST_MS) return true;
      const error = { __proto__: null, stack: '' };
      P.captureStackTrace(error, below);
      const { stack } = error;
      if (typeof stack !== 'string' || P.indexOf(stack, ':') < 0) return false; // no frame that has a place
      reported = at;
      frames.send('busy', '{"stack":' + P.stringify(P.slice(stack, 0, 10000)) + '}');
      return true;
    } catch (error) {
      return false; // no room on the stack
    }
  }

  function count(below) {
    made += 1;
    if (made >= EVERY && (look(below) || made >= EVERY + TRIES)) made = 0;
  }

  return {
    __proto__: null,
    look,
    watch() {
      const onInit = () => count(onInit);
      hookPromises(onInit);
      const { nextTick: later } = process;
      const nextTick = (...values) => {
        count(nextTick);
        P.apply(later, process, values);
      };
      P.defineProperty(process, 'nextTick', { __proto__: null, value: nextTick, writable: true, enumerable: true, configurable: true });
    },
  };
};
