'use strict';
// Where a worker begins. The studio hands over the harness's files by the job channel, each with what V8 once made of it, so
// that next to nothing has to be looked up, read and compiled. First there come eight hexadecimal digits, the length of what
// follows: a line of JSON, {files: [[name, bytes of text, bytes of code], …], make}, then the texts and codes in that order.
// Length 0: the files are loaded by Node from where they are. With `make`, what V8 makes of each leaves by standard output
// when the worker ends: sizes as a line of JSON, then the codes.
const fs = require('fs');
const vm = require('vm');

const IN = +process.argv[2];
const LINE_BREAK = 10;
const IMPORTER = 'import.cjs';
const HEAD = '(function (module, require, __dirname) {';
const TAIL = '\n})';

Error.stackTraceLimit = 30; // as a flag this would keep Node from using what V8 once made of Node's own files

function read(size) {
  const bytes = Buffer.allocUnsafeSlow(size);
  for (let done = 0; done < size; ) {
    let got = 0;
    try {
      got = fs.readSync(IN, bytes, done, size - done, null);
    } catch (error) {
      if (error.code === 'EAGAIN' || error.code === 'EINTR') continue;
    }
    if (got === 0) process.reallyExit(0);
    done += got;
  }
  return bytes;
}

function write(bytes) {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += fs.writeSync(1, bytes, done);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function taken(bytes) {
  const end = bytes.indexOf(LINE_BREAK);
  const { files, make } = JSON.parse(bytes.latin1Slice(0, end));
  const scripts = { __proto__: null };
  const loaded = { __proto__: null };
  let at = end + 1;
  for (const [name, text, code] of files) {
    scripts[name] = { text: bytes.utf8Slice(at, at + text), code: code ? bytes.subarray(at + text, at + text + code) : undefined, script: null };
    at += text + code;
  }

  function load(id) {
    if (id[0] !== '.') return require(id);
    const name = id.slice(2);
    if (loaded[name] === undefined) {
      const file = scripts[name];
      file.script = new vm.Script(HEAD + file.text + TAIL, {
        filename: __dirname + '/' + name,
        cachedData: file.code,
        importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
      const module = { exports: {} };
      file.script.runInThisContext()(module, load, __dirname);
      loaded[name] = module;
    }
    return loaded[name].exports;
  }

  if (make) {
    const exit = process.reallyExit;
    process.reallyExit = () => {
      try {
        const codes = files.map(([name]) => {
          const { script } = scripts[name];
          return script === null || name === IMPORTER ? Buffer.alloc(0) : script.createCachedData();
        });
        write(Buffer.from(JSON.stringify(codes.map((code) => code.length)) + '\n'));
        codes.forEach(write);
      } finally {
        exit.call(process, 0);
      }
    };
  }
  return load;
}

const size = parseInt(read(8).latin1Slice(), 16);
(size ? taken(read(size)) : require)('./worker.cjs');
