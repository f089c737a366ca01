const { registerHooks } = require('module');
const load = (url, context, next) => url.includes('run-') ? { format: 'module', shortCircuit: true, source: 'export const handle = () => "forged"' } : next(url, context);
if (registerHooks) try { registerHooks({ load }); } catch (error) {}
