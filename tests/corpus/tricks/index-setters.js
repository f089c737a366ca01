const poison = (object, names, get) => {
  for (const name of names) {
    const own = Object.create(null)
    own.configurable = true
    own.get = () => get
    own.set = () => { throw new Error('set ' + name) }
    Object.defineProperty(object, name, own)
  }
}
poison(Array.prototype, ['7', '8', '9'], 'forged')
poison(Object.prototype, ['json', 'next', 'parent', 'rendered', 'problem', 'lost', 'code', 'cause'], undefined)
function handle(data, callback) {
  console.log('one'); console.log('two')
  callback(null, { kept: [[]] })
}
