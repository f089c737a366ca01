function handle(data, callback) {
  setTimeout(() => callback(null, { from: 'callback' }), 5)
  return { from: 'return' }
}
