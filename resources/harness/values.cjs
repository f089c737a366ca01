'use strict';
// Turns what a hook hands back into JSON text, with a list of what JSON can't hold. It goes through a value once, as
// JSON.stringify would, but bounded in depth and size and naming the place of whatever stops it.

const DEPTH_LIMIT = 200;
const SIZE_LIMIT = 64 * 1024 * 1024;
const VALUES_LIMIT = 500000; // small ones cost whoever reads them a hundred times their text
const LOST_LIMIT = 50;
const PART = 65536; // characters that are gathered before they are laid out in one piece: loose pieces take ten times the room
const STOP = { __proto__: null };

module.exports = (P) => {
  const quote = (text) => P.stringify(text);

  function escape(part) {
    let escaped = '';
    for (let i = 0; i < part.length; i += 1) escaped += part[i] === '~' ? '~0' : part[i] === '/' ? '~1' : part[i];
    return escaped;
  }

  // A JSON Pointer. A place is `{value, key, parent}`; the root has no parent.
  function pointer(place) {
    let text = '';
    for (let at = place; at.parent; at = at.parent) text = '/' + escape(P.slice('' + at.key, 0, 200)) + text;
    return text;
  }

  function nameOf(value) {
    const { types } = P;
    if (types.isMap(value)) return 'a Map';
    if (types.isSet(value)) return 'a Set';
    if (types.isPromise(value)) return 'a promise';
    if (types.isRegExp(value)) return 'a RegExp';
    if (types.isWeakMap(value) || types.isWeakSet(value)) return 'a weak collection';
    if (types.isNativeError(value)) return 'an Error';
    if (types.isAnyArrayBuffer(value)) return 'an ArrayBuffer';
    if (types.isDataView(value)) return 'a DataView';
    return types.isGeneratorObject(value) ? 'a generator' : '';
  }

  // Whether it is an object of some class that shows nothing of itself.
  function isOpaque(object) {
    try {
      const prototype = P.getPrototypeOf(object);
      return prototype !== null && P.getPrototypeOf(prototype) !== null;
    } catch (error) {
      return false;
    }
  }

  // Whether a half of a character stands alone in it: no file can hold that.
  function isBroken(text) {
    for (let i = 0; i < text.length; i += 1) {
      const unit = P.charCodeAt(text, i);
      if (unit >= 0xd800 && unit < 0xe000) {
        const next = unit < 0xdc00 && i + 1 < text.length ? P.charCodeAt(text, i + 1) : 0;
        if (next < 0xdc00 || next >= 0xe000) return true;
        i += 1;
      }
    }
    return false;
  }

  // Returns `{text, count, lost, lostCount}`, or `{problem, path, detail, thrown}`; problem is one of circular, bigint, depth, size, count, threw.
  return function encode(root) {
    let size = 0;
    let count = 0;
    let lost = '';
    let lostCount = 0;
    let fault = null;

    function stop(problem, place, detail) {
      fault = { __proto__: null, problem, path: pointer(place), detail, thrown: false, error: undefined };
      throw STOP;
    }

    function lose(place, what) {
      lostCount += 1;
      if (lostCount <= LOST_LIMIT) lost += (lost && ',') + '[' + quote(pointer(place)) + ',' + quote(what) + ']';
    }

    function grow(by, place) {
      size += by;
      if (size > SIZE_LIMIT) stop('size', place, '');
    }

    function renderString(text, place) {
      grow(text.length + 2, place);
      const quoted = quote(text);
      if (P.indexOf(quoted, '\\ud') >= 0 && isBroken(text)) lose(place, 'half of a character');
      return quoted;
    }

    function renderNumber(number, place) {
      grow(4, place);
      if (number - number === 0) return '' + number;
      lose(place, '' + number);
      return 'null';
    }

    function flat(text) {
      P.indexOf(text, '\u0000');
      return text;
    }

    function renderArray(array, place, depth) {
      let text = '[';
      let part = '';
      const length = array.length;
      if (length * 2 > SIZE_LIMIT) stop('size', place, '');
      for (let i = 0; i < length; i += 1) {
        const item = render({ __proto__: null, value: array[i], key: i, parent: place }, depth + 1);
        grow(1, place);
        part += (i ? ',' : '') + (item === undefined ? 'null' : item);
        if (part.length > PART) {
          text += flat(part);
          part = '';
        }
      }
      if (length < 10000 && !P.types.isProxy(array)) {
        const keys = P.keys(array); // numbers first
        const last = keys.length ? keys[keys.length - 1] : '0';
        if (last !== '' + (last >>> 0)) lose(place, 'properties of an array');
      }
      return text + part + ']';
    }

    function renderObject(object, place, depth) {
      const name = nameOf(object);
      if (name) lose(place, name);
      if (P.getOwnPropertySymbols(object).length) lose(place, 'keys that are symbols');
      let text = '{';
      let part = '';
      const keys = P.keys(object);
      if (!name && keys.length === 0 && isOpaque(object)) lose(place, 'an object without properties of its own');
      for (let i = 0; i < keys.length; i += 1) {
        const item = render({ __proto__: null, value: object[keys[i]], key: keys[i], parent: place }, depth + 1);
        if (item !== undefined) part += (text.length + part.length > 1 ? ',' : '') + renderString(keys[i], place) + ':' + item;
        grow(2, place);
        if (part.length > PART) {
          text += flat(part);
          part = '';
        }
      }
      return text + part + '}';
    }

    function render(place, depth) {
      let { value } = place;
      let type = typeof value;
      count += 1;
      if (count > VALUES_LIMIT) stop('count', place, '');
      if ((type === 'object' && value !== null) || type === 'function' || type === 'bigint') {
        const toJSON = value.toJSON;
        if (typeof toJSON === 'function') {
          value = P.apply(toJSON, value, ['' + (place.key === undefined ? '' : place.key)]);
          if (value === null && P.types.isDate(place.value)) lose(place, 'an invalid Date');
        }
      }
      if (typeof value === 'object' && value !== null) {
        if (P.types.isNumberObject(value)) value = P.Number(value);
        else if (P.types.isStringObject(value)) value = P.String(value);
        else if (P.types.isBooleanObject(value)) value = P.valueOfBoolean(value);
        else if (P.types.isBigIntObject(value)) stop('bigint', place, '');
      }
      type = typeof value;
      if (type === 'string') return renderString(value, place);
      if (type === 'number') return renderNumber(value, place);
      if (type === 'boolean' || value === null) {
        grow(4, place);
        return '' + value;
      }
      if (type === 'bigint') stop('bigint', place, P.slice('' + value, 0, 100));
      if (type !== 'object') {
        lose(place, type === 'undefined' ? 'undefined' : 'a ' + type);
        return undefined;
      }
      if (depth >= DEPTH_LIMIT) stop('depth', place, '');
      for (let at = place.parent; at; at = at.parent) if (at.rendered === value) stop('circular', place, pointer(at));
      place.rendered = value;
      return P.isArray(value) ? renderArray(value, place, depth) : renderObject(value, place, depth);
    }

    try {
      const place = { __proto__: null, value: root, key: undefined, parent: undefined, rendered: undefined };
      const text = render(place, 0);
      if (text !== undefined && P.byteLength(text, 'utf8') > SIZE_LIMIT) stop('size', place, '');
      return { __proto__: null, text, count, lost: '[' + lost + ']', lostCount, problem: '' };
    } catch (error) {
      if (error === STOP) return fault;
      return { __proto__: null, problem: 'threw', path: '', detail: '', thrown: true, error };
    }
  };
};
