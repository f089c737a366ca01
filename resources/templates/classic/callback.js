// `data` is the hook context. Call `callback` once: with the final context as second parameter, or with an error as first.
function handle(data, callback) {
  const ready = true

  if (!ready) {
    // the hook fails with an error, and the flow with it
    return callback(new Error('condition failed'))
  }
  // the hook executes successfully
  callback(null, data)
}
