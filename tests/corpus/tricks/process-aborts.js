function handle(data, callback) {
  process.abort()
}
