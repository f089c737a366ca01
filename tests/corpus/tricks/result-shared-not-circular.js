function handle(data, callback) {
  const one = { x: 1 }
  callback(null, { a: one, b: [one, one] })
}
