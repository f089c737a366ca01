'use strict';
// Takes functions away from a hook: what is refused says which rule it is about, as Node's permissions do.

module.exports = (P) => {
  function denied(what, permission) {
    const error = new P.Error('Access to this API has been restricted: ' + what);
    P.defineProperty(error, 'code', { __proto__: null, value: 'ERR_ACCESS_DENIED', enumerable: true });
    P.defineProperty(error, 'permission', { __proto__: null, value: permission, enumerable: true });
    return error;
  }

  function replace(name, call, object = process) {
    P.defineProperty(object, name, { __proto__: null, value: call, writable: true, enumerable: true, configurable: true });
  }

  function forbid(name, permission, object = process) {
    if (typeof object[name] !== 'function') return;
    const forbidden = function () {
      throw denied(name, permission);
    };
    replace(name, forbidden, object);
  }

  function forbidAll(object, permission) {
    for (const name of P.keys(object)) forbid(name, permission, object);
  }

  // The class can't be reached by its prototype either.
  function forbidClass(name, permission, object) {
    const { prototype } = object[name];
    forbid(name, permission, object);
    object[name].prototype = prototype;
    P.defineProperty(prototype, 'constructor', { __proto__: null, value: object[name], writable: true, configurable: true });
  }

  return { __proto__: null, denied, replace, forbid, forbidAll, forbidClass };
};
