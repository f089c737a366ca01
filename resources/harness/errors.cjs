'use strict';
// Describes anything that was thrown or handed back as an error, as JSON text. Whatever an error says about itself may
// be a trap: each property is read once, in a try, and only text of a bounded length leaves.

const CAUSES = 5;
const VALUES = 20000; // of something that was thrown and is no error

module.exports = (P, encode) => {
  const quote = (text) => P.stringify(text);
  const options = { __proto__: null, depth: 3, customInspect: false, showProxy: true, maxArrayLength: 100, maxStringLength: 2000, breakLength: 100 };

  function show(value, limit) {
    try {
      return P.slice(P.inspect(value, options), 0, limit);
    } catch (error) {
      return 'a value that can’t be shown';
    }
  }

  function textOf(value, limit) {
    if (typeof value === 'string') return P.slice(value, 0, limit);
    return typeof value === 'object' || typeof value === 'function' ? show(value, limit) : P.String(value);
  }

  // `,"name":"text"`, or nothing where there is no such property or it is null.
  function field(error, name, limit) {
    let value;
    try {
      value = error[name];
      if (value === undefined || value === null) return '';
      return ',' + quote(name) + ':' + quote(textOf(value, limit));
    } catch (thrown) {
      return name === 'message' ? ',"message":"an error that can’t be read"' : '';
    }
  }

  function isError(value) {
    try {
      return P.types.isNativeError(value) || P.isPrototypeOf(P.errorPrototype, value);
    } catch (error) {
      return false;
    }
  }

  function stackOf(error) {
    try {
      const stack = error.stack;
      return typeof stack === 'string' ? ',"stack":' + quote(P.slice(stack, 0, 40000)) : '';
    } catch (thrown) {
      return '';
    }
  }

  function causeOf(error, depth) {
    let cause;
    try {
      cause = error.cause;
    } catch (thrown) {
      return '';
    }
    return cause === undefined || cause === error || depth >= CAUSES ? '' : ',"cause":' + describe(cause, depth + 1);
  }

  function describeValue(value) {
    let text = '"kind":"value","text":' + quote(textOf(value, 10000));
    if (value !== null && typeof value === 'object') text += field(value, 'message', 10000) + field(value, 'name', 200) + field(value, 'code', 200);
    const encoded = encode(value);
    if (!encoded.problem && encoded.text !== undefined && encoded.text.length < 1000000 && encoded.count < VALUES) text += ',"value":' + encoded.text;
    return '{' + text + '}';
  }

  function describe(error, depth) {
    if (!isError(error)) return describeValue(error);
    const fields = field(error, 'name', 200) + field(error, 'message', 20000) + field(error, 'code', 200);
    const denied = field(error, 'permission', 100) + field(error, 'resource', 2000);
    return '{"kind":"error"' + fields + denied + stackOf(error) + causeOf(error, depth) + '}';
  }

  return (error) => {
    try {
      return describe(error, 0);
    } catch (thrown) {
      return '{"kind":"value","text":"an error that can’t be described"}';
    }
  };
};
