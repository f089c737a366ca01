const { promiseHooks } = require('v8')
function handle(data, callback) {
  const seen = []
  if (promiseHooks) promiseHooks.onInit((promise) => seen.push(promise))
  Promise.resolve(1).then(() => {
    const told = JSON.stringify(seen.map((promise) => Object.getOwnPropertyNames(promise)))
    callback(/nonce|frames/.test(told) ? null : new Error('found nothing'), {})
  })
}
