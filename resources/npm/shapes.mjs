// Tells for each module that the context names how `import` sees what `require` gives: run by the program itself, in the sandbox.
// A shape: `whole` is 'default' or 'namespace' for the import that has what `require` gives, '' if neither has; `names` are those
// that a named import brings with the same value; `error` is why it can't be imported.
import { createRequire } from 'module';

const require = createRequire(import.meta.url);

function kind(value) {
  return value === null ? 'null' : typeof value;
}

function keysOf(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function') ? Object.keys(value).filter((key) => key !== '__esModule') : [];
}

function alike(one, other) {
  return one === other || (kind(one) === kind(other) && keysOf(one).every((key) => key === 'default' || key in Object(other)));
}

function wholeOf(required, module) {
  if (required === module) return 'namespace';
  if (module.default === required) return 'default';
  if (typeof required === 'object' && required !== null && keysOf(required).every((key) => key in module)) return 'namespace';
  return 'default' in module && alike(required, module.default) ? 'default' : '';
}

async function imported(name) {
  let failed;
  for (const suffix of ['', '.js', '.cjs', '.mjs', '/index.js']) {
    try {
      return { suffix, module: await import(name + suffix) };
    } catch (error) {
      if (failed === undefined) failed = String((error && error.message) || error).split('\n')[0].slice(0, 300);
      if (!name.includes('/') || !error || !['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'].includes(error.code)) break;
    }
  }
  return { suffix: '', module: undefined, failed };
}

async function shapeOf(name) {
  const { suffix, module, failed } = await imported(name);
  if (module === undefined) return { whole: '', names: [], suffix, error: failed };
  let required;
  try {
    required = require(name);
  } catch (error) {
    return { whole: 'default' in module ? 'default' : 'namespace', names: [], suffix, error: '' };
  }
  const names = keysOf(module).filter((key) => {
    try {
      return key !== 'default' && key in Object(required) && alike(required[key], module[key]);
    } catch (error) {
      return false;
    }
  });
  return { whole: wholeOf(required, module), names, suffix, error: '' };
}

export async function handle({ modules }) {
  const shapes = {};
  for (const name of modules) shapes[name] = await shapeOf(name);
  return shapes;
}
