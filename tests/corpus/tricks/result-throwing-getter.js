function handle(data, callback) {
  callback(null, { get trap() { throw new Error('sprung') } })
}
