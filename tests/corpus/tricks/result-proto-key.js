function handle(data, callback) {
  callback(null, JSON.parse('{"__proto__":{"x":1}}'))
}
