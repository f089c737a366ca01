function handle(data, callback) {
  throw Symbol('odd')
}
