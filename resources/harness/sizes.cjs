'use strict';
// Node 12 shows a Map and a Set without their sizes, which every later one shows. While something is printed they show
// themselves by a copy whose class is called as later Nodes write it.

const CUSTOM = Symbol.for('nodejs.util.inspect.custom');

module.exports = (P) => {
  const copies = new P.WeakSet();

  function named(copy, name) {
    P.addToSet(copies, copy);
    P.defineProperty(copy, 'constructor', { __proto__: null, value: P.defineProperty(() => {}, 'name', { __proto__: null, value: name }) });
    P.defineProperty(copy, Symbol.toStringTag, { __proto__: null, value: name });
    return copy;
  }

  function custom(Class, name, sizeOf) {
    return {
      __proto__: null,
      configurable: true,
      value() {
        try {
          return P.hasInSet(copies, this) || P.getPrototypeOf(this) !== Class.prototype ? this : named(new Class(this), name + '(' + sizeOf(this) + ')');
        } catch (error) {
          return this;
        }
      },
    };
  }

  const forMaps = custom(P.Map, 'Map', P.sizeOfMap);
  const forSets = custom(P.Set, 'Set', P.sizeOfSet);

  // Calls print() with both in place, unless the hook shows its own way.
  return function withSizes(print) {
    const mine = !P.hasOwn(P.Map.prototype, CUSTOM) && !P.hasOwn(P.Set.prototype, CUSTOM);
    try {
      if (mine) {
        P.defineProperty(P.Map.prototype, CUSTOM, forMaps);
        P.defineProperty(P.Set.prototype, CUSTOM, forSets);
      }
      return print();
    } finally {
      if (mine) {
        delete P.Map.prototype[CUSTOM];
        delete P.Set.prototype[CUSTOM];
      }
    }
  };
};
