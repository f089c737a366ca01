function handle(data, callback) {
  callback(null, { report: typeof process.report, same: typeof require('process').report })
}
