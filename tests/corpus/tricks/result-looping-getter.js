function handle(data, callback) {
  callback(null, { get trap() { for (;;); } })
}
