function handle(data, callback) {
  process.reallyExit(5)
}
