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
  const compileAsModule = Module.prototype._compile;
  const { wrap, wrapper, registerHooks } = Module;

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

  function exported(value) {
    if (typeof value === 'function') return value;
    return value === null || typeof value !== 'object' ? undefined : value.handle;
  }

  // A function that runs the code as *made* and gives what the epilogue says.
  function compile(source, made, require) {
    const options = { filename: made.filename, importModuleDynamically: P.defaultLoader };
    if (P.defaultLoader === undefined) delete options.importModuleDynamically;
    P.compileFunction(source, PARAMETERS, options); // alone, so that the code can't lean on the epilogue
    // Where Node's own loader can't be named, only Node itself can compile a script that imports.
    if (P.defaultLoader === undefined && P.indexOf(source, 'import') >= 0) return () => P.apply(compileAsModule, made, [source + EPILOGUE, made.filename]);
    const body = P.compileFunction(source + EPILOGUE, PARAMETERS, options);
    return () => P.apply(body, made.exports, [made.exports, require, made, made.filename, P.dirname(made.filename)]);
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
        body = compile(plain(job.code), made, require);
      } catch (error) {
        notCompiled(error);
        return;
      }
      let handle;
      try {
        const declared = body();
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
        P.load(job.url),
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
    // False if one of them has changed how Node will read the hook, which it could not if the hook itself loaded it.
    preload(names) {
      const require = requireFor(moduleFor(P.join(modules, 'preload.js')));
      const [before, after] = wrapper;
      let touched = false;
      const hooks = () => {
        touched = true;
        throw new P.Error('Modules that are loaded ahead can’t change how others are loaded');
      };
      const setHooks = (value) => {
        if (!registerHooks) return;
        P.defineProperty(Module, 'registerHooks', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
        P.syncBuiltinESMExports();
      };
      setHooks(hooks);
      for (let i = 0; i < names.length; i += 1) {
        try {
          require(names[i]);
        } catch (error) {
          // The run reports it.
        }
      }
      setHooks(registerHooks);
      return !touched && Module.wrap === wrap && Module.wrapper === wrapper && wrapper[0] === before && wrapper[1] === after;
    },
  };
};
