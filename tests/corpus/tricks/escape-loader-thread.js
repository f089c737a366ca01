// A thread for module loaders is an environment of its own, in which nothing of the harness stands in the way.
const { register } = require('module')
function handle(data, callback) {
  if (typeof register !== 'function') return callback(null, { refused: true })
  try {
    register('data:text/javascript,export async function resolve(s, c, n) { return n(s, c) }')
  } catch (error) {
    return callback(null, { refused: true })
  }
  callback(new Error('the thread was made'))
}
