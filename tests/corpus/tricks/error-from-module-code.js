function handle(data, callback) {
  JSON.parse('{')
}
