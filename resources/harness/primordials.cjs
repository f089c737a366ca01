'use strict';
// What the harness uses of the language and of Node, taken before any code of a hook can change it.
// Nothing here may be looked up again later: no method calls on values, no iteration, no writing to array elements.
const fs = require('fs');
const os = require('os');
const path = require('path');
const url = require('url');
const util = require('util');
const v8 = require('v8');
const vm = require('vm');
const Module = require('module');
const { Console } = require('console');

// Throws where the stack has no room for that many calls more.
const dive = (calls) => (calls === 0 ? 0 : 1 + dive(calls - 1));
const uncurry = (method) => Function.prototype.call.bind(method);
const own = (object, name) => (typeof object[name] === 'function' ? object[name].bind(object) : undefined);

const timer = setTimeout(() => {}, 0);
clearTimeout(timer);

module.exports = Object.freeze({
  __proto__: null,
  Console,
  Error,
  Map,
  Module,
  Number,
  Promise,
  Set,
  String,
  TypeError,
  apply: Reflect.apply,
  bufferFrom: Buffer.from,
  byteLength: Buffer.byteLength,
  Uint8Array,
  WeakSet,
  addToSet: uncurry(WeakSet.prototype.add),
  hasInSet: uncurry(WeakSet.prototype.has),
  hasOwn: uncurry(Object.prototype.hasOwnProperty),
  sizeOfMap: uncurry(Object.getOwnPropertyDescriptor(Map.prototype, 'size').get),
  sizeOfSet: uncurry(Object.getOwnPropertyDescriptor(Set.prototype, 'size').get),
  getPrototypeOf: Object.getPrototypeOf,
  charCodeAt: uncurry(String.prototype.charCodeAt),
  os,
  pid: process.pid,
  require,
  syncBuiltinESMExports: Module.syncBuiltinESMExports,
  unref: uncurry(timer.unref),
  util,
  utf8Write: uncurry(Buffer.prototype.utf8Write),
  latin1Slice: uncurry(Buffer.prototype.latin1Slice),
  byteIndexOf: uncurry(Uint8Array.prototype.indexOf),
  fill: uncurry(Uint8Array.prototype.fill),
  fileURLToPath: url.fileURLToPath,
  freeze: Object.freeze,
  fs,
  captureStackTrace: Error.captureStackTrace,
  closeSync: fs.closeSync,
  fstatSync: fs.fstatSync,
  openSync: fs.openSync,
  openHandle: fs.promises.open,
  compileFunction: vm.compileFunction,
  defaultLoader: vm.constants && vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  defineProperty: Object.defineProperty,
  dirname: path.dirname,
  dive,
  errorPrototype: Error.prototype,
  rangeErrorPrototype: RangeError.prototype,
  formatWithOptions: util.formatWithOptions,
  getOwnPropertyDescriptor: Object.getOwnPropertyDescriptor,
  ownKeys: Reflect.ownKeys,
  getOwnPropertySymbols: Object.getOwnPropertySymbols,
  hrtime: process.hrtime,
  indexOf: uncurry(String.prototype.indexOf),
  inspect: util.inspect,
  isArray: Array.isArray,
  isPrototypeOf: uncurry(Object.prototype.isPrototypeOf),
  join: path.join,
  keys: Object.keys,
  load: require('./import.cjs'),
  parse: JSON.parse,
  parseInt,
  pathToFileURL: url.pathToFileURL,
  readSync: fs.readSync,
  reallyExit: process.reallyExit.bind(process),
  abort: process.abort.bind(process),
  kill: process._kill.bind(process),
  major: parseInt(process.versions.node, 10),
  signals: Object.freeze({ __proto__: null, ...os.constants.signals }),
  activeResources: own(process, 'getActiveResourcesInfo'),
  activeHandles: own(process, '_getActiveHandles'),
  activeRequests: own(process, '_getActiveRequests'),
  round: Math.round,
  setImmediate,
  setTimeout,
  slice: uncurry(String.prototype.slice),
  stringify: JSON.stringify,
  then: uncurry(Promise.prototype.then),
  types: Object.freeze({ __proto__: null, ...util.types }),
  v8,
  valueOfBoolean: uncurry(Boolean.prototype.valueOf),
  writeSync: fs.writeSync,
});
