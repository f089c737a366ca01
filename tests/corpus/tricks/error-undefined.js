function handle(data, callback) {
  throw undefined
}
