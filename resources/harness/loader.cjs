'use strict';
// Turns a job's code into its `handle` function. A classic hook is compiled as it stands, with nothing in front, so that
// lines and columns are those of the author's file; an ES module is a real file that is imported.

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
const EPILOGUE = '\n;return [typeof handle === "undefined" ? undefined : handle];';

module.exports = (P, modules) => {
  const { Module } = P;
  const resolveFilename = Module._resolveFilename;
  const cache = Module._cache;
  const requireFrom = Module.prototype.require;

  function moduleFor(file) {
    const made = new Module(file, null);
    made.filename = file;
    made.paths = modules === null ? [] : [P.join(modules, 'node_modules')];
    return made;
  }

  function requireFor(made) {
    const require = (id) => P.apply(requireFrom, made, [id]);
    require.resolve = (id) => P.apply(resolveFilename, Module, [id, made]);
    require.cache = cache;
    require.main = undefined;
    return require;
  }

  // Node's own loader where it can be named, else the nearest thing to it.
  function importerFor(require) {
    return P.defaultLoader || ((specifier) => {
      const found = require.resolve(specifier);
      return import(found === specifier ? found : P.pathToFileURL(found).href);
    });
  }

  function exported(value) {
    if (typeof value === 'function') return value;
    return value === null || typeof value !== 'object' ? undefined : value.handle;
  }

  function compile(source, options) {
    P.compileFunction(source, PARAMETERS, options); // alone, so that the code can't lean on the epilogue
    return P.compileFunction(source + EPILOGUE, PARAMETERS, options);
  }

  function plain(code) {
    const text = code[0] === '\ufeff' ? P.slice(code, 1) : code;
    return text[0] === '#' && text[1] === '!' ? '//' + P.slice(text, 2) : text;
  }

  return {
    __proto__: null,

    // Calls found(handle), notCompiled(error) or threw(error).
    classic(job, found, notCompiled, threw) {
      const made = moduleFor(job.file);
      const require = requireFor(made);
      let body;
      try {
        body = compile(plain(job.code), { filename: job.file, importModuleDynamically: importerFor(require) });
      } catch (error) {
        notCompiled(error);
        return;
      }
      let handle;
      try {
        const declared = P.apply(body, made.exports, [made.exports, require, made, job.file, P.dirname(job.file)]);
        handle = P.isArray(declared) ? declared[0] : undefined; // anything else comes from a return of its own
        if (typeof handle !== 'function') handle = exported(made.exports);
      } catch (error) {
        threw(error);
        return;
      }
      found(handle);
    },

    esm(job, found, threw) {
      P.then(
        import(job.url),
        (namespace) => {
          let handle;
          try {
            handle = namespace.handle;
          } catch (error) {
            threw(error);
            return;
          }
          found(handle);
        },
        threw,
      );
    },

    // Loads modules into Node's cache before a job is there; what fails to load says so again when the hook asks for it.
    preload(names) {
      const require = requireFor(moduleFor(P.join(modules, 'preload.js')));
      for (let i = 0; i < names.length; i += 1) {
        try {
          require(names[i]);
        } catch (error) {
          // The run reports it.
        }
      }
    },
  };
};
