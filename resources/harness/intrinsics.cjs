'use strict';
// Whether the language is as it was: what Node's own functions look up while they do the harness's work must not be
// somebody's code. A look at a thousand properties; nothing here calls what it looks at.

const NAMES = [
  'Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Error', 'TypeError',
  'RangeError', 'RegExp', 'Date', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Buffer', 'Proxy', 'Reflect', 'JSON', 'Math',
];

module.exports = (P) => {
  // The prototype of all objects comes first: with it in order, descriptors can be read.
  const watched = [Object.prototype];
  function watch(object) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) return;
    for (const known of watched) if (known === object) return;
    watched.push(object);
    watch(P.getPrototypeOf(object));
  }
  for (const name of NAMES) {
    watch(global[name]);
    if (typeof global[name] === 'function') watch(global[name].prototype);
  }
  for (const iterable of [[], '', new Map(), new Set()]) watch(iterable[Symbol.iterator]());

  const properties = watched.map((object) =>
    P.ownKeys(object).map((key) => ({ __proto__: null, key, ...P.getOwnPropertyDescriptor(object, key) })),
  );
  const prototypes = watched.map((object) => P.getPrototypeOf(object));

  function isUnchanged(object, known) {
    if (P.ownKeys(object).length !== known.length) return false;
    for (let i = 0; i < known.length; i += 1) {
      const before = known[i];
      const now = P.getOwnPropertyDescriptor(object, before.key);
      if (now === undefined || now.get !== before.get || now.set !== before.set) return false;
      if (now.value !== before.value && before.value === before.value && typeof before.value !== 'number') return false;
    }
    return true;
  }

  return () => {
    for (let i = 0; i < watched.length; i += 1) {
      if (P.getPrototypeOf(watched[i]) !== prototypes[i] || !isUnchanged(watched[i], properties[i])) return false;
    }
    return true;
  };
};
